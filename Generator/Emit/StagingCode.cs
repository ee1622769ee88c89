namespace ModelGen.Generator.Emit;

/// <summary>Statements that move rows between a person's batch-major memory and the kernels' time-major buffers.</summary>
internal static class StagingCode
{
    /// <summary>Copies the inputs to <paramref name="buffer"/>, with zeros beyond each row's length. <paramref name="source"/> is the ref expression of row r's timestep t.</summary>
    public static void StageInputs(CodeWriter writer, string buffer, string source, int features)
    {
        writer.Open("for (int i = 0; i < timesteps * rows; i++)")
            .Write("int t = i / rows;")
            .Write("int r = i % rows;")
            .Write($"ref float row = ref Unsafe.Add(ref {buffer}, i * {features});");
        CopyValidRow(writer, source, $"{features}");
        writer.Close();
    }

    /// <summary>Fills <c>row</c> from <paramref name="source"/> within the length of row r, and with zeros beyond it.</summary>
    public static void CopyValidRow(CodeWriter writer, string source, string width)
        => writer.Open("if (t < lengths[r])")
            .Write($"RowOperations.Copy({source}, ref row, {width});")
            .Close()
            .Open("else")
            .Write($"RowOperations.Clear(ref row, {width});")
            .Close();
}
