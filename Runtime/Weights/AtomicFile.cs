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
        using var file = new PendingFile(path);
        try
        {
            write(file.Stream);
            file.Commit();
        }
        catch (IOException error)
        {
            throw PendingFile.Failure(path, error);
        }
    }

    /// <summary>Finds out now whether <see cref="Write"/> will be able to, rather than after an hour's work.</summary>
    /// <exception cref="IOException">The folder does not exist, or <paramref name="path"/> is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder is read-only.</exception>
    public static void RequireWritable(string path)
    {
        using var file = new PendingFile(path);
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

    internal static void DeleteQuietly(string temporary)
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
