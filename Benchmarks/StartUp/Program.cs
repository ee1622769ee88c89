using System;
using System.Diagnostics;
using Digits;

// Prints the ticks of the first call, the bytes that it allocated, and the clock at the first result: the clock is the machine's, so
// that who started this process can tell how long ago that was.
var model = new DigitReader(DigitReader.Weights.Create(seed: 1));
float[] image = new float[DigitReader.MaxTimesteps * DigitReader.Features];
float[] scores = new float[DigitReader.Outputs];
Array.Fill(image, 0.5f);

long bytes = GC.GetAllocatedBytesForCurrentThread();
long start = Stopwatch.GetTimestamp();
model.Predict(image, scores);
long end = Stopwatch.GetTimestamp();
bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;

Console.WriteLine($"{end - start} {bytes} {end}");
return float.IsNaN(scores[0]) ? 1 : 0;
