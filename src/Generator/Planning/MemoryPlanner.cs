using System;
using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Graph;

namespace Espalier.Generator.Planning;

/// <summary>
/// Places buffers in one stretch of memory so that those alive at the same time do not overlap: the largest first, each
/// at the lowest place that is free for its life. (Greedy by size, Pisarchyk and Lee 2020, "Efficient Memory Management
/// for Deep Neural Net Inference".)
/// </summary>
internal static class MemoryPlanner
{
    /// <returns>Floats that the region takes; without reuse it would take the sum of the strides.</returns>
    public static long Place(IEnumerable<Buffer> buffers, Region region)
    {
        // In the order of their places.
        var placed = new List<Buffer>();
        long total = 0;
        foreach (Buffer buffer in buffers
            .Where(buffer => buffer.Region == region && buffer.LastUse >= 0)
            .OrderByDescending(buffer => buffer.Stride).ThenBy(buffer => buffer.FirstUse).ThenBy(buffer => buffer.Name, StringComparer.Ordinal))
        {
            long offset = 0;
            foreach (Buffer other in placed)
            {
                if (!other.LivesWith(buffer))
                {
                    continue;
                }

                if (offset + buffer.Stride <= other.Offset)
                {
                    break;
                }

                offset = Math.Max(offset, (long)other.Offset + other.Stride);
            }

            if (offset + buffer.Stride > Shape.MostValues)
            {
                return long.MaxValue;
            }

            buffer.Offset = (int)offset;
            int behind = placed.FindIndex(other => other.Offset > buffer.Offset);
            placed.Insert(behind < 0 ? placed.Count : behind, buffer);
            total = Math.Max(total, offset + buffer.Stride);
        }

        return total;
    }
}
