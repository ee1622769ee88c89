using System;
using System.IO;
using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests;

public sealed class AtomicSaveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File1 => Path.Combine(_folder, "weights.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private TestWeights SaveOld()
    {
        TestWeights old = TestWeights.Create(SafeTensorsBytes.Layout, 1);
        old.Save(File1);
        return old;
    }

    private void AssertOnlyTheOldFile(TestWeights old)
    {
        Assert.Equal([File1], Directory.GetFileSystemEntries(_folder));
        Assert.Equal(old.ToFile(), File.ReadAllBytes(File1));
    }

    [Fact]
    public void ASaveReplacesTheFileAndLeavesNothingBeside()
    {
        SaveOld();
        TestWeights next = TestWeights.Create(SafeTensorsBytes.Layout, 2);
        next.Save(File1);
        AssertOnlyTheOldFile(next);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(200_000)]
    public void AWriteThatFailsMidwayLeavesTheOldFile(int bytesBefore)
    {
        TestWeights old = SaveOld();
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(File1, stream =>
        {
            stream.Write(new byte[bytesBefore]);
            throw new IOException("The disk is full.", 28);
        }));
        Assert.Equal($"'{File1}' cannot be written, and is as it was. The disk is full.", error.Message);
        Assert.Equal(28, error.HResult);
        AssertOnlyTheOldFile(old);
    }

    [Fact]
    public void ThePathShowsTheOldContentUntilTheNewIsComplete()
    {
        TestWeights old = SaveOld();
        AtomicFile.Write(File1, stream =>
        {
            stream.Write(new byte[200_000]);
            stream.Flush();
            Assert.Equal(old.ToFile(), File.ReadAllBytes(File1));
        });
        Assert.Equal(200_000, new FileInfo(File1).Length);
    }

    [Fact]
    public void WeightsThatAreNotFiniteReplaceNoFile()
    {
        TestWeights old = SaveOld();
        TestWeights diverged = TestWeights.Create(SafeTensorsBytes.Layout, 2);
        diverged.CopyFrom("a", [1, 2, 3, 4, float.NaN, 6]);
        var error = Assert.Throws<InvalidOperationException>(() => diverged.Save(File1));
        Assert.Equal(
            "Tiny: a[1, 1] is NaN. Weights that are not finite are not saved, so that they replace no good file; training has probably diverged.",
            error.Message);
        AssertOnlyTheOldFile(old);

        var stream = new MemoryStream();
        Assert.Throws<InvalidOperationException>(() => diverged.Save(stream));
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void AReadOnlyFileIsNotReplaced()
    {
        TestWeights old = SaveOld();
        File.SetAttributes(File1, FileAttributes.ReadOnly);
        try
        {
            var error = Assert.Throws<UnauthorizedAccessException>(() => TestWeights.Create(SafeTensorsBytes.Layout, 2).Save(File1));
            Assert.Equal($"'{File1}' is read-only.", error.Message);
            AssertOnlyTheOldFile(old);
        }
        finally
        {
            File.SetAttributes(File1, FileAttributes.Normal);
        }
    }

    [Fact]
    public void FoldersAreNotReplacedAndMustExist()
    {
        TestWeights weights = TestWeights.Create(SafeTensorsBytes.Layout, 2);
        var error = Assert.Throws<IOException>(() => weights.Save(_folder));
        Assert.Equal($"'{_folder}' is a folder, not a file to save to.", error.Message);
        string missing = Path.Combine(_folder, "none", "weights.safetensors");
        var notFound = Assert.Throws<DirectoryNotFoundException>(() => weights.Save(missing));
        Assert.Equal($"The folder of '{missing}' does not exist.", notFound.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        Assert.Throws<ArgumentException>(() => weights.Save(""));
    }

    [Fact]
    public void ALinkStaysALinkAndPermissionsStay()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SaveOld();
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(File1, Mode);
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, File1);
        TestWeights next = TestWeights.Create(SafeTensorsBytes.Layout, 2);
        next.Save(link);
        Assert.Equal(File1, new FileInfo(link).LinkTarget);
        Assert.Equal(next.ToFile(), File.ReadAllBytes(File1));
        Assert.Equal(Mode, File.GetUnixFileMode(File1));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder).Length);
    }
}
