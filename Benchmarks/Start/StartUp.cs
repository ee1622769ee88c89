using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using ModelGen.Benchmarks.Harness;
using ModelGen.Tests.Package;

namespace ModelGen.Benchmarks.Start;

/// <summary>Publishes the program in the folder StartUp for the JIT and with NativeAOT, starts it often, and reads what it prints.</summary>
internal static class StartUp
{
    /// <summary>What <c>--cases</c> calls it.</summary>
    public const string CaseName = "start-up";

    private const int Processes = 21;

    private static readonly Dictionary<string, string> s_environment = new() { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_NOLOGO"] = "1" };

    /// <summary>One result per compiler that this machine has; what is missing is said on standard error.</summary>
    public static IReadOnlyList<StartUpResult> Measure()
    {
        string executable = OperatingSystem.IsWindows() ? "StartUp.exe" : "StartUp";
        var results = new List<StartUpResult>();
        try
        {
            string jit = Publish("jit", "-p:UseAppHost=false");
            results.Add(Start("JIT", "dotnet", [Path.Combine(jit, "StartUp.dll")], Directory.EnumerateFiles(jit, "*.dll").Sum(f => new FileInfo(f).Length)));

            string rid = RuntimeInformation.RuntimeIdentifier;
            string aot = Publish("aot", "-r", rid, "-p:StartUpAot=true", "-p:IlcInstructionSet=native");
            string program = Path.Combine(aot, executable);
            results.Add(Start("AOT", program, [], new FileInfo(program).Length));
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine($"start-up: not measured ({e.Message})");
        }

        return results;
    }

    private static string Publish(string name, params string[] options)
    {
        string project = typeof(StartUp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "StartUpProject").Value!;
        string artifacts = Path.Combine(AppContext.BaseDirectory, "start-up");
        string output = Path.Combine(artifacts, "published-" + name);
        Console.Error.WriteLine($"[start-up] publishing for {name.ToUpperInvariant()}");

        // Outputs of its own: the build of the solution is left as it is.
        CommandLine.Run(
            "dotnet",
            project,
            s_environment,
            ["publish", "-c", "Release", "--artifacts-path", Path.Combine(artifacts, name), "-o", output, .. options]).Succeeded();
        return output;
    }

    private static StartUpResult Start(string compiler, string program, string[] arguments, long programBytes)
    {
        double[] calls = new double[Processes];
        double[] processes = new double[Processes];
        long bytes = 0;
        for (int i = 0; i < Processes; i++)
        {
            long start = Stopwatch.GetTimestamp();
            string[] fields = CommandLine.Run(program, AppContext.BaseDirectory, s_environment, arguments).Succeeded().Output.Trim().Split(' ');
            long[] numbers = [.. fields.Select(f => long.Parse(f, CultureInfo.InvariantCulture))];
            calls[i] = Nanoseconds(numbers[0]);
            bytes = Math.Max(bytes, numbers[1]);
            processes[i] = Nanoseconds(numbers[2] - start);
        }

        return new StartUpResult(compiler, Statistics.Median(calls), Statistics.Median(processes), programBytes, bytes);
    }

    private static double Nanoseconds(long ticks) => ticks * (1e9 / Stopwatch.Frequency);
}
