using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Benchmarks.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>A network of TorchSharp's modules; rows lie side by side in each timestep.</summary>
internal sealed class TorchSharpNetwork : IDisposable
{
    private readonly Network _network;
    private readonly List<nn.Module> _modules = [];
    private readonly List<(Tensor Kernel, Tensor Bias)> _dense = [];

    public TorchSharpNetwork(Network network)
    {
        _network = network;
        using IDisposable inference = no_grad();
        foreach (RecurrentLayer layer in network.Recurrent)
        {
            if (layer is { Cell: CellKind.Gru, ResetAfter: false })
            {
                throw new NotSupportedException("PyTorch's GRU resets after the product.");
            }

            bool both = layer.Directions.Count == 2;
            nn.Module module = layer.Cell switch
            {
                CellKind.Lstm => nn.LSTM(layer.Inputs, layer.Units, bidirectional: both),
                CellKind.Gru => nn.GRU(layer.Inputs, layer.Units, bidirectional: both),
                _ => nn.RNN(layer.Inputs, layer.Units, bidirectional: both),
            };
            for (int direction = 0; direction < layer.Directions.Count; direction++)
            {
                string suffix = direction == 0 ? "_l0" : "_l0_reverse";
                CellWeights weights = layer.Directions[direction];
                Set(module, "weight_ih" + suffix, Rows(layer, weights.Kernel, layer.Inputs), layer.Inputs);
                Set(module, "weight_hh" + suffix, Rows(layer, weights.RecurrentKernel, layer.Units), layer.Units);
                Set(module, "bias_ih" + suffix, Rows(layer, weights.InputBias, 1));
                Set(module, "bias_hh" + suffix, Rows(layer, weights.RecurrentBias, 1));
            }

            module.eval();
            _modules.Add(module);
        }

        foreach (DenseLayer dense in network.Dense)
        {
            using Tensor kernel = tensor(dense.Kernel, [dense.Inputs, dense.Outputs]);
            _dense.Add((kernel.t().contiguous(), tensor(dense.Bias)));
        }
    }

    public static void UseOneThread() => set_num_threads(1);

    /// <summary>
    /// The parameters of the recurrent layers, to be trained. Of the two biases that LSTMs add, the second stays as it is: the other contenders
    /// have one, and an optimiser would move the sum of two twice as far.
    /// </summary>
    public IReadOnlyList<TorchSharp.Modules.Parameter> Train()
    {
        var trained = new List<TorchSharp.Modules.Parameter>();
        foreach (nn.Module module in _modules)
        {
            module.train();
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
            {
                if (module is TorchSharp.Modules.LSTM && name.StartsWith("bias_hh", StringComparison.Ordinal))
                {
                    parameter.requires_grad_(false);
                }
                else
                {
                    trained.Add(parameter);
                }
            }
        }

        return trained;
    }

    /// <summary>Outputs for x [T, B, Features], with a state per layer (h, and c of an LSTM), which the final ones replace; null: zeros, and not kept.</summary>
    public Tensor Run(Tensor x, Tensor[][]? states)
    {
        Tensor value = x;
        for (int i = 0; i < _modules.Count; i++)
        {
            Tensor y;
            Tensor h;
            Tensor? c = null;
            switch (_modules[i])
            {
                case TorchSharp.Modules.LSTM lstm:
                    (y, h, c) = lstm.call(value, states is null ? null : (states[i][0], states[i][1]));
                    break;
                case TorchSharp.Modules.GRU gru:
                    (y, h) = gru.call(value, states?[i][0]);
                    break;
                default:
                    (y, h) = ((TorchSharp.Modules.RNN)_modules[i]).call(value, states?[i][0]);
                    break;
            }

            Replace(states?[i], h, c);
            Next(x, ref value, y);
        }

        if (!_network.ReturnsSequences)
        {
            Next(x, ref value, value[-1]);
        }

        for (int i = 0; i < _dense.Count; i++)
        {
            Next(x, ref value, nn.functional.linear(value, _dense[i].Kernel, _dense[i].Bias));
            switch (_network.Dense[i].Activation)
            {
                case Activation.Linear:
                    break;
                case Activation.Relu:
                    Next(x, ref value, value.relu());
                    break;
                case Activation.Tanh:
                    Next(x, ref value, value.tanh());
                    break;
                default:
                    throw new NotSupportedException($"{_network.Dense[i].Activation} is not compared.");
            }
        }

        return value;
    }

    /// <summary>Outputs of one LSTM for x [T, B, Features] whose rows have lengths [B] of their own, as PyTorch's packed sequence; 0 beyond them.</summary>
    public Tensor RunPacked(Tensor x, Tensor lengths)
    {
        using nn.utils.rnn.PackedSequence packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted: false);
        (nn.utils.rnn.PackedSequence outputs, _, _) = ((TorchSharp.Modules.LSTM)_modules.Single()).call(packed);
        (Tensor padded, _) = nn.utils.rnn.pad_packed_sequence(outputs, total_length: x.shape[0]);
        return padded;
    }

    /// <summary>States of zeros.</summary>
    public Tensor[][] ZeroStates(int batch) =>
    [
        .. _network.Recurrent.Select(layer => Enumerable.Range(0, layer.Cell == CellKind.Lstm ? 2 : 1)
            .Select(_ => zeros(layer.Directions.Count, batch, layer.Units)).ToArray()),
    ];

    public void Dispose()
    {
        foreach (nn.Module module in _modules)
        {
            module.Dispose();
        }

        foreach ((Tensor kernel, Tensor bias) in _dense)
        {
            kernel.Dispose();
            bias.Dispose();
        }
    }

    /// <summary>Native memory is given back at once: the garbage collector does not know how large it is.</summary>
    private static void Next(Tensor x, ref Tensor value, Tensor next)
    {
        if (!ReferenceEquals(value, x))
        {
            value.Dispose();
        }

        value = next;
    }

    private static void Replace(Tensor[]? states, Tensor h, Tensor? c)
    {
        if (states is null)
        {
            h.Dispose();
            c?.Dispose();
            return;
        }

        states[0].Dispose();
        states[0] = h;
        if (c is not null)
        {
            states[1].Dispose();
            states[1] = c;
        }
    }

    private static void Set(nn.Module module, string name, float[] values, params long[] columns)
    {
        using Tensor tensor = torch.tensor(values, columns.Length == 0 ? [values.Length] : [values.Length / columns[0], columns[0]]);
        module.get_parameter(name)!.copy_(tensor);
    }

    /// <summary>
    /// [rows, gates·units] with Keras' column blocks i, f, c, o or z, r, h to [gates·units, rows] with row blocks i, f, c, o or r, z, h.
    /// PyTorch's update gate weighs the old state as Keras' does, so that no sign changes.
    /// </summary>
    private static float[] Rows(RecurrentLayer layer, float[] keras, int rows)
    {
        int[] gateOf = layer.Cell switch { CellKind.Lstm => [0, 1, 2, 3], CellKind.Gru => [1, 0, 2], _ => [0] };
        int columns = gateOf.Length * layer.Units;
        float[] result = new float[keras.Length];
        for (int column = 0; column < columns; column++)
        {
            int from = (gateOf[column / layer.Units] * layer.Units) + (column % layer.Units);
            for (int row = 0; row < rows; row++)
            {
                result[(column * rows) + row] = keras[(row * columns) + from];
            }
        }

        return result;
    }
}
