using System;
using System.Collections.Generic;
using System.Globalization;
using Espalier.Generator.Diagnostics;
using Espalier.Generator.Graph;
using Espalier.Generator.Support;

namespace Espalier.Generator.Lint;

/// <summary>Numbers in the words of messages.</summary>
internal static class LintText
{
    /// <summary>"23 %".</summary>
    public static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary>"1/64".</summary>
    public static string Fraction(double share) => "1/" + Invariant.Thousands((long)Math.Round(1 / share));

    /// <summary>"units" of a dense layer, "filters" of a convolution.</summary>
    public static string Outputs(LayerNode node) => node.Spec.Has("units") ? "units" : "filters";
}
