using System;
using System.Collections.Generic;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>
/// A model in ONNX Runtime, set up the way its fastest users do: one thread, inputs and outputs bound once to memory
/// that ONNX Runtime allocated itself, so that a call converts, copies and allocates nothing on the managed side.
/// </summary>
internal sealed class OnnxRuntimeSession : IDisposable
{
    private readonly RunOptions _runOptions = new();
    private readonly List<IDisposable> _owned = [];
    private readonly InferenceSession _session;

    public OnnxRuntimeSession(byte[] model)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(model, options);
    }

    /// <summary>A zeroed tensor.</summary>
    public OrtValue CreateTensor(params long[] shape)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, shape);
        value.GetTensorMutableDataAsSpan<float>().Clear();
        _owned.Add(value);
        return value;
    }

    /// <summary>Binds the given tensors by name.</summary>
    public OrtIoBinding Bind(IReadOnlyList<(string Name, OrtValue Value)> inputs, IReadOnlyList<(string Name, OrtValue Value)> outputs)
    {
        OrtIoBinding binding = _session.CreateIoBinding();
        _owned.Add(binding);
        foreach ((string name, OrtValue value) in inputs)
        {
            binding.BindInput(name, value);
        }

        foreach ((string name, OrtValue value) in outputs)
        {
            binding.BindOutput(name, value);
        }

        return binding;
    }

    public void Run(OrtIoBinding binding) => _session.RunWithBinding(_runOptions, binding);

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }

        _session.Dispose();
        _runOptions.Dispose();
    }
}
