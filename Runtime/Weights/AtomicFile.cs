using System;
using System.IO;

namespace ModelGen.CompilerServices;

/// <summary>Replaces a file's content as a whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file beside <paramref name="path"/>, flushes it to the disk and renames
    /// it over <paramref name="path"/>. When anything throws, the old file is untouched and the temporary file is gone.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        // A rename would replace a symbolic link itself; what the user means is the file it points to.
        string target = new FileInfo(path).LinkTarget is null
            ? Path.GetFullPath(path)
            : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (Directory.Exists(target))
        {
            throw new IOException($"'{path}' is a folder, not a file to save to.");
        }

        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder of '{path}' does not exist.");
        }

        bool replaces = File.Exists(target);
        if (replaces && (File.GetAttributes(target) & FileAttributes.ReadOnly) != 0)
        {
            // A rename only needs rights in the folder, and would override the file's own protection.
            throw new UnauthorizedAccessException($"'{path}' is read-only.");
        }

        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (replaces && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            DeleteQuietly(temporary);
            throw;
        }
    }

    /// <summary>Removes temporary files that a process left behind when it was killed while it wrote this file.</summary>
    public static void RemoveRemains(string path)
    {
        string target = Path.GetFullPath(path);
        string? folder = Path.GetDirectoryName(target);
        if (folder is null || !Directory.Exists(folder))
        {
            return;
        }

        foreach (string remains in Directory.EnumerateFiles(folder, $".{Path.GetFileName(target)}.*.tmp"))
        {
            DeleteQuietly(remains);
        }
    }

    private static void DeleteQuietly(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason why the save failed matters more than the one why its remains cannot be removed.
        }
    }
}
