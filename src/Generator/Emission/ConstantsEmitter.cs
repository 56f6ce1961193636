using System.Collections.Generic;
using System.Linq;
using Espalier.Generator.Planning;
using Espalier.Generator.Support;

namespace Espalier.Generator.Emission;

/// <summary>Writes the class Plan: what kernels take as constants.</summary>
internal static class ConstantsEmitter
{
    public static void Write(SourceWriter writer, TypeNames types, PlanConstants constants)
    {
        if (!constants.Any)
        {
            return;
        }

        writer.Line();
        writer.Line("// Shapes as the kernels take them.");
        using (writer.Block("private static class Plan"))
        {
            bool isFirst = true;
            foreach (PlanConstant constant in constants.Shapes)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                string members = string.Join(", ", constant.Members.Select(member => member.Name + ": " + Operand.Digits(member.Value)));
                writer.Line($"public static readonly {types[constant.Type]} {Names.Member(constant.Name)} = new({members});");
            }

            foreach (KeyValuePair<string, double[]> numbers in constants.Numbers)
            {
                if (!isFirst)
                {
                    writer.Line();
                }

                isFirst = false;
                string list = string.Join(", ", numbers.Value.Select(number => Operand.Float(number)));
                writer.Line($"public static {types.ReadOnlySpan} {Names.Member(numbers.Key)} => [{list}];");
            }
        }
    }
}
