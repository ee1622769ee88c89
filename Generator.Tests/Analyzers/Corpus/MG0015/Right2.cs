public sealed class NoModel { public int Features { get; set; } }
