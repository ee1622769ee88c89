using System.IO;
using System.Runtime.CompilerServices;
using Snapshooter;
using Snapshooter.Xunit;

namespace ModelGen.Tests.Incremental;

/// <summary>
/// The only place that knows the snapshot library. A text that differs from its file in <c>__snapshots__</c> fails and
/// is written to <c>__mismatch__</c> beside it; to accept it, copy it over (or delete the old file and run the test).
/// With SNAPSHOOTER_STRICT_MODE=true, as in CI, a missing file fails too; without, it is written.
/// </summary>
internal static class Snapshots
{
    /// <summary>Compares <paramref name="text"/> with the snapshot <paramref name="name"/> of the calling test file's folder.</summary>
    public static void Match(string name, string text, [CallerFilePath] string testFile = "")
        => Snapshot.Match(text, new SnapshotFullName(name + ".snap", Path.GetDirectoryName(testFile)!));
}
