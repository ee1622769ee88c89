using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;

namespace ModelGen.Tests.Package;

/// <summary>
/// A project as a user would start it: a folder outside the repository, the package and nothing else. The package comes
/// from a folder that only this project knows, under a version that never was before, into a package folder of its own:
/// no cache can stand in for it.
/// </summary>
public sealed class ConsumerProject : IDisposable
{
    private const string ProjectFile = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <IsAotCompatible>true</IsAotCompatible>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="ModelGen" Version="VERSION" />
          </ItemGroup>
          <ItemGroup Condition="'$(CheckedModel)' != ''">
            <ModelWeights Include="$(CheckedWeights)" Model="$(CheckedModel)" />
          </ItemGroup>
        </Project>
        """;

    // The machine's configured sources stay; its package folder is only looked into, for what is not ours.
    private const string NuGetConfig = """
        <?xml version="1.0" encoding="utf-8"?>
        <configuration>
          <packageSources>
            <add key="packed-by-the-test" value="packages" />
          </packageSources>
          <fallbackPackageFolders>
            <add key="machine" value="MACHINE" />
          </fallbackPackageFolders>
        </configuration>
        """;

    private static readonly string s_dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    private readonly string _root = Directory.CreateTempSubdirectory("modelgen-package-").FullName;
    private readonly Dictionary<string, string> _environment;

    /// <summary>Packs the repository's build of this configuration, writes a project that references the package, and restores it.</summary>
    public ConsumerProject()
    {
        string version = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmssfff}";
        _environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(_root, "installed"),
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };

        string machine = DotNetOf(RepositoryRoot(), new Dictionary<string, string>(), "nuget", "locals", "global-packages", "--list")
            .Succeeded().Output.Trim()["global-packages: ".Length..];
        DotNetOf(
            RepositoryRoot(),
            new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" },
            "pack", "Runtime/ModelGen.Runtime.csproj", "-c", Configuration, "--no-build", "-o", Path.Combine(_root, "packages"), "-p:PackageVersion=" + version).Succeeded();

        // Whatever lies above the temporary folder must not reach into the project.
        foreach (string name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.WriteAllText(Path.Combine(_root, name), "<Project />");
        }

        File.WriteAllText(Path.Combine(_root, "nuget.config"), NuGetConfig.Replace("MACHINE", machine));
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "Consumer.csproj"), ProjectFile.Replace("VERSION", version));
        File.WriteAllText(Path.Combine(Folder, "Program.cs"), ConsumerProgram.Text);
        DotNet("restore").Succeeded();
    }

    private string Folder => Path.Combine(_root, "consumer");

    /// <summary>The package, the only file that packing made.</summary>
    public string PackageFile => Directory.GetFiles(Path.Combine(_root, "packages")).Single();

    // Tests are built into bin/<Configuration>/<framework>.
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The full path of a file of the project.</summary>
    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Runs <c>dotnet</c> in the project's folder.</summary>
    public CommandResult DotNet(params string[] arguments) => DotNetOf(Folder, _environment, arguments);

    /// <summary>Runs a program that the project built, path relative to its folder.</summary>
    public CommandResult Run(string program, params string[] arguments)
        => CommandLine.Run(Path.Combine(Folder, program), Folder, _environment, arguments);

    /// <summary>Deletes everything.</summary>
    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static CommandResult DotNetOf(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => CommandLine.Run(s_dotnet, folder, environment, arguments);

    private static string RepositoryRoot([CallerFilePath] string thisFile = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
