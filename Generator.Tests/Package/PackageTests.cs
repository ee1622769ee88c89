using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace ModelGen.Tests.Package;

/// <summary>
/// What a user gets: the packed package in a project of its own, under the JIT and under NativeAOT. It builds and
/// publishes programs, so it runs once, on the ordinary tier: <c>--filter Category!=Package</c> leaves it out.
/// </summary>
[Trait("Category", "Package")]
public sealed class PackageTests : IClassFixture<ConsumerProject>
{
    private readonly ConsumerProject _project;

    public PackageTests(ConsumerProject project) => _project = project;

    [Fact]
    public void The_package_holds_runtime_compiler_and_build_files_and_names_no_dependency()
    {
        using ZipArchive package = ZipFile.OpenRead(_project.PackageFile);
        string[] files = package.Entries.Select(e => e.FullName).Where(n => n.Contains('/') && !n.StartsWith("_rels/") && !n.StartsWith("package/")).Order().ToArray();
        Assert.Equal(
            [
                "analyzers/dotnet/cs/ModelGen.Analyzers.dll",
                "analyzers/dotnet/cs/ModelGen.CodeFixes.dll",
                "analyzers/dotnet/cs/ModelGen.Generator.dll",
                "buildTransitive/ModelGen.props",
                "buildTransitive/ModelGen.targets",
                "lib/net10.0/ModelGen.Runtime.dll",
                "lib/net10.0/ModelGen.Runtime.xml",
            ],
            files);

        using var nuspec = new StreamReader(package.GetEntry("ModelGen.nuspec")!.Open());
        Assert.DoesNotContain("<dependency ", nuspec.ReadToEnd());
    }

    [Fact]
    public void A_fresh_project_builds_runs_and_publishes_ahead_of_time_without_warnings_and_with_the_same_bits()
    {
        CommandResult build = _project.DotNet("build", "-c", "Release").Succeeded();
        Assert.Contains("0 Warning(s)", build.Output);
        string jit = _project.DotNet(Path.Combine("bin", "Release", "net10.0", "Consumer.dll")).Succeeded().Output;
        Assert.Matches(ConsumerProgram.ExpectedOutput, jit);

        // The first does not ask for more than this machine has; without it, MG4002 is the right warning.
        string instructionSet = Avx2.IsSupported ? "-p:IlcInstructionSet=x86-64-v3" : "-p:ModelGenCheckInstructionSet=false";
        CommandResult publish = _project.DotNet(
            "publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true", instructionSet, "-o", "published").Succeeded();
        Assert.DoesNotContain("warning", publish.Output, StringComparison.OrdinalIgnoreCase);
        string native = _project.Run(Path.Combine("published", OperatingSystem.IsWindows() ? "Consumer.exe" : "Consumer")).Succeeded().Output;
        Assert.Equal(jit, native);
    }

    [Fact]
    public void A_weights_file_in_the_build_is_compared_with_its_model()
    {
        _project.DotNet("build", "-c", "Release").Succeeded();
        string folder = Path.Combine("bin", "Release", "net10.0");
        _project.DotNet(Path.Combine(folder, "Consumer.dll")).Succeeded();
        string weights = Path.Combine(folder, "classifier.safetensors");

        string own = Build(weights, "Consumer.Classifier").Succeeded().Output;
        Assert.Contains("0 Warning(s)", own);
        string others = Build(weights, "Consumer.Tagger").Output;
        Assert.Matches(@"Program\.cs\(\d+,\d+\): error MG3007: 'classifier\.safetensors' holds 2 recurrent layers \(bidirectional, lstm\)", others);
        string program = Build("Program.cs", "Consumer.Classifier").Output;
        Assert.Contains("error MG3001: 'Program.cs' cannot be read: the header's length is given as", program);
        Assert.Contains("error MG3001: 'missing.safetensors' cannot be read: there is no such file.", Build("missing.safetensors", "Consumer.Classifier").Output);

        // A file that takes the place of another is read, whichever of them is older.
        string exchanged = _project.PathOf("exchanged.safetensors");
        File.Copy(_project.PathOf(weights), exchanged);
        Build("exchanged.safetensors", "Classifier").Succeeded();
        File.WriteAllBytes(exchanged, File.ReadAllBytes(exchanged)[..^4]);
        File.SetLastWriteTimeUtc(exchanged, DateTime.UtcNow.AddHours(-1));
        Assert.Contains("error MG3001: 'exchanged.safetensors' cannot be read: its tensors take", Build("exchanged.safetensors", "Classifier").Output);

        CommandResult Build(string file, string model) => _project.DotNet("build", "-c", "Release", $"-p:CheckedWeights={file}", $"-p:CheckedModel={model}");
    }

    [Theory]
    [InlineData(true, "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64")]
    [InlineData(true, "-p:PublishAot=true", "-p:RuntimeIdentifier=win-x86")]
    [InlineData(false, "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-arm64")]
    [InlineData(false, "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64", "-p:IlcInstructionSet=x86-64-v3")]
    [InlineData(false, "-p:PublishAot=true", "-p:RuntimeIdentifier=linux-x64", "-p:ModelGenCheckInstructionSet=false")]
    [InlineData(false, "-p:RuntimeIdentifier=linux-x64")]
    public void Publishing_ahead_of_time_for_x86_without_an_instruction_set_warns(bool warns, params string[] properties)
    {
        CommandResult publish = _project.DotNet(["msbuild", "-t:PrepareForPublish", "-p:NoBuild=true", .. properties]);
        Assert.Equal(warns, publish.Output.Contains("warning MG4002"));
    }
}
