using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using ModelGen.Tests.Numerics;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>
/// A process that trains (Hosts/TrainingHost) is killed at random moments and started again, until it is through: its weights, history and log
/// are those of one that was left alone. MODELGEN_FULL=1 kills twenty times rather than four.
/// </summary>
public sealed class KillTests : IDisposable
{
    private static readonly string s_dotnet = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    private readonly string _folder = Directory.CreateTempSubdirectory("modelgen-kill").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AKilledTrainingEndsWithTheBitsOfOneThatWasNot()
    {
        string alone = Folder("alone");
        Assert.False(Run(alone, seed: 11, killAfter: int.MaxValue, pause: 0));
        string expected = File.ReadAllText(Path.Combine(alone, "result"));
        int kills = 0;
        int wanted = FloatSamples.Full ? 20 : 4;
        var random = new Random(Environment.TickCount);
        for (int run = 0; kills < wanted; run++)
        {
            Assert.True(run < 40, $"{kills} of {wanted} processes were killed in time.");
            string folder = Folder($"run{run}");
            for (int start = 0; !File.Exists(Path.Combine(folder, "result")); start++)
            {
                // Any line, and a little later: within a step, or while a checkpoint is written.
                int line = kills < wanted ? random.Next(1, 14) : int.MaxValue;
                kills += Run(folder, seed: start == 0 ? 11 : random.Next(), line, pause: random.Next(20_000)) ? 1 : 0;
            }

            Assert.Equal(expected, File.ReadAllText(Path.Combine(folder, "result")));
            Assert.Empty(Directory.GetFiles(folder, ".*"));
        }
    }

    /// <summary>Starts the program, and kills it after so many lines of its output.</summary>
    /// <returns>It was killed before it was through.</returns>
    private static bool Run(string folder, int seed, int killAfter, int pause)
    {
        var start = new ProcessStartInfo(s_dotnet) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add("ModelGen.TrainingHost.dll");
        start.ArgumentList.Add(folder);
        start.ArgumentList.Add(seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using Process process = Process.Start(start)!;
        System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
        for (int lines = 0; process.StandardOutput.ReadLine() is not null;)
        {
            if (++lines == killAfter)
            {
                Thread.SpinWait(pause);
                process.Kill();
                break;
            }
        }

        process.WaitForExit();
        bool finished = File.Exists(Path.Combine(folder, "result"));
        Assert.True(finished || (killAfter != int.MaxValue && errors.Result.Length == 0), $"The program failed: {errors.Result}");
        return !finished;
    }

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
}
