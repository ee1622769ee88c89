using System;
using System.IO;

namespace ModelGen.CompilerServices;

/// <summary>A file in the making, beside the one whose place it takes with <see cref="Commit"/>. Disposed of before that, it leaves no trace.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _target;
    private readonly string _temporary;
    private readonly bool _replaces;
    private bool _committed;

    public PendingFile(string path)
    {
        // A rename would replace a symbolic link itself; what the user means is the file it points to.
        _target = new FileInfo(path).LinkTarget is null
            ? Path.GetFullPath(path)
            : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (Directory.Exists(_target))
        {
            throw new IOException($"'{path}' is a folder, not a file to save to.");
        }

        string folder = Path.GetDirectoryName(_target)!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder of '{path}' does not exist.");
        }

        _replaces = File.Exists(_target);
        if (_replaces && (File.GetAttributes(_target) & FileAttributes.ReadOnly) != 0)
        {
            // A rename only needs rights in the folder, and would override the file's own protection.
            throw new UnauthorizedAccessException($"'{path}' is read-only.");
        }

        _temporary = Path.Combine(folder, $".{Path.GetFileName(_target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"'{path}' cannot be written: its folder is read-only. {error.Message}", error);
        }
        catch (IOException error)
        {
            throw Failure(path, error);
        }
    }

    /// <summary>The temporary file.</summary>
    public FileStream Stream { get; }

    /// <summary>Flushes it to the disk and renames it. It ends here: <see cref="Stream"/> is closed.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        if (_replaces && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_target));
        }

        File.Move(_temporary, _target, overwrite: true);
        _committed = true;
    }

    /// <summary>What to say of a file that cannot be written: the temporary one means nothing to anybody.</summary>
    public static IOException Failure(string path, IOException error)
        => new($"'{path}' cannot be written{(File.Exists(path) ? ", and is as it was" : string.Empty)}. {error.Message}", error) { HResult = error.HResult };

    /// <summary>Closes the temporary file, and removes it unless it has been renamed.</summary>
    public void Dispose()
    {
        if (_committed)
        {
            return;
        }

        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // What it still had to write does not matter.
        }

        AtomicFile.DeleteQuietly(_temporary);
    }
}
