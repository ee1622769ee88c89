namespace ModelGen.CompilerServices;

/// <summary>What a recurrent layer does at one timestep of one row. Stored as a byte per (timestep, row).</summary>
public enum TimestepKind : byte
{
    /// <summary>Beyond the row's length: state held, output 0.</summary>
    Beyond = 0,
    /// <summary>Masked (an id 0 under MaskZero, features that all equal the value of [Masking]): state held, output repeats the previous output, or 0 where there is none.</summary>
    Masked = 1,
    /// <summary>A timestep to compute.</summary>
    Active = 2,
}
