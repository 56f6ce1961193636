using System.Numerics;

namespace Espalier.Training;

/// <summary>
/// How people write the digits: for each, several styles, each of one stroke or more. A stroke is a list of points in a
/// box (x to the right, y down, both −1…1); a curved one is run through by a smooth line, a straight one keeps its corners.
/// </summary>
internal static class DigitStrokes
{
    internal readonly record struct Stroke(bool Curved, Vector2[] Points);

    /// <summary>The styles of each digit.</summary>
    internal static readonly Stroke[][][] Styles =
    [
        // 0: a round ring, a narrow one, one that does not quite close
        [
            [Curve(0, -1, -.5f, -.75f, -.7f, 0, -.5f, .75f, 0, 1, .5f, .75f, .7f, 0, .5f, -.75f, 0, -1)],
            [Curve(.1f, -1, -.3f, -.7f, -.42f, 0, -.3f, .75f, .05f, 1, .38f, .6f, .42f, -.1f, .3f, -.8f, .1f, -1)],
            [Curve(.35f, -.85f, -.15f, -.95f, -.6f, -.4f, -.6f, .4f, -.1f, 1, .5f, .65f, .65f, -.1f, .45f, -.75f, .05f, -1)],
        ],

        // 1: a bar, a bar with an upstroke, one with a foot
        [
            [Line(0, -1, 0, 1)],
            [Line(-.4f, -.55f, .1f, -1, .1f, 1)],
            [Line(-.35f, -.6f, .05f, -1, .05f, 1), Line(-.4f, 1, .5f, 1)],
        ],

        // 2: a straight foot, a loop at the foot, a wavy foot
        [
            [Curve(-.6f, -.55f, -.25f, -.95f, .3f, -.95f, .6f, -.5f, .35f, 0, -.2f, .55f, -.65f, .95f), Line(-.65f, .95f, .65f, .95f)],
            [Curve(-.55f, -.6f, -.1f, -1, .45f, -.8f, .5f, -.3f, .1f, .35f, -.4f, .85f, -.65f, .8f, -.5f, .55f, -.1f, .7f, .35f, .95f, .7f, .8f)],
            [Curve(-.5f, -.8f, .05f, -1, .5f, -.7f, .4f, -.15f, -.1f, .45f, -.6f, 1, -.1f, .85f, .35f, 1, .65f, .9f)],
        ],

        // 3: two bows, a flat top, bows that turn in a small loop
        [
            [Curve(-.5f, -.75f, -.05f, -1, .45f, -.75f, .4f, -.3f, -.1f, -.05f), Curve(-.1f, -.05f, .5f, .15f, .55f, .65f, .05f, 1, -.55f, .75f)],
            [Line(-.5f, -.95f, .5f, -.95f, 0, -.2f), Curve(0, -.2f, .5f, .05f, .55f, .6f, .05f, 1, -.55f, .8f)],
            [Curve(-.5f, -.8f, 0, -1, .45f, -.7f, .3f, -.25f, -.1f, 0, -.2f, -.1f, .1f, -.05f, .5f, .3f, .45f, .8f, 0, 1, -.5f, .85f)],
        ],

        // 4: open, closed, with a bent stem
        [
            [Line(-.45f, -.9f, -.55f, .15f, .6f, .15f), Line(.3f, -.85f, .3f, 1)],
            [Line(.35f, 1, .35f, -1, -.6f, .35f, .65f, .35f)],
            [Curve(-.4f, -.9f, -.6f, -.2f, -.4f, .15f, .1f, .15f, .5f, -.05f), Curve(.5f, -.9f, .4f, 0, .25f, 1)],
        ],

        // 5: three strokes, one flowing line, a wide bow
        [
            [Line(.55f, -.95f, -.45f, -.95f, -.5f, -.15f), Curve(-.5f, -.15f, .05f, -.3f, .55f, .1f, .5f, .65f, .05f, 1, -.55f, .8f)],
            [Curve(.55f, -.95f, .05f, -.9f, -.4f, -.75f, -.45f, -.3f, -.05f, -.1f, .4f, .2f, .4f, .7f, -.05f, 1, -.5f, .85f)],
            [Line(.6f, -.95f, -.3f, -.95f), Curve(-.3f, -.95f, -.4f, -.2f, .1f, -.2f, .6f, .15f, .5f, .75f, -.05f, 1, -.6f, .75f)],
        ],

        // 6: a round belly, an upright back, a narrow belly
        [
            [Curve(.4f, -.95f, -.2f, -.6f, -.55f, .1f, -.45f, .75f, .05f, 1, .5f, .7f, .45f, .2f, .05f, 0, -.4f, .3f)],
            [Curve(-.15f, -1, -.4f, -.3f, -.45f, .4f, -.2f, .95f, .3f, .95f, .55f, .5f, .25f, .1f, -.15f, .2f, -.4f, .6f)],
            [Curve(.3f, -1, -.1f, -.5f, -.35f, .2f, -.25f, .85f, .1f, 1, .35f, .7f, .2f, .3f, -.1f, .4f, -.3f, .75f)],
        ],

        // 7: plain, with a bar through the stem, with a hook and a bent stem
        [
            [Line(-.6f, -.9f, .6f, -.9f, -.1f, 1)],
            [Line(-.6f, -.9f, .6f, -.9f, -.05f, 1), Line(-.35f, .05f, .5f, .05f)],
            [Line(-.6f, -.6f, -.55f, -.9f, .6f, -.9f), Curve(.6f, -.9f, .25f, -.2f, .05f, .4f, 0, 1)],
        ],

        // 8: one crossing line, two rings, a narrow one that does not quite close
        [
            [Curve(.35f, -.75f, 0, -1, -.4f, -.75f, -.3f, -.3f, .1f, 0, .5f, .45f, .4f, .85f, 0, 1, -.45f, .8f, -.45f, .4f, -.05f, 0, .35f, -.35f, .35f, -.75f)],
            [Curve(0, -1, -.38f, -.8f, -.35f, -.3f, 0, -.1f, .35f, -.3f, .38f, -.8f, 0, -1), Curve(0, -.1f, -.5f, .2f, -.45f, .8f, 0, 1, .45f, .8f, .5f, .2f, 0, -.1f)],
            [Curve(.4f, -.9f, 0, -1, -.3f, -.7f, -.05f, -.2f, .3f, .35f, .25f, .9f, -.1f, 1, -.35f, .7f, -.1f, .1f, .35f, -.5f, .45f, -.85f)],
        ],

        // 9: a straight stem, a curled tail, a stem that starts above the head
        [
            [Curve(.45f, -.6f, .1f, -1, -.4f, -.8f, -.45f, -.3f, -.1f, -.05f, .35f, -.3f, .45f, -.6f), Line(.45f, -.7f, .35f, 1)],
            [Curve(.5f, -.65f, .1f, -1, -.4f, -.75f, -.4f, -.25f, 0, -.05f, .4f, -.35f, .5f, -.65f, .5f, .1f, .35f, .75f, -.05f, 1, -.45f, .8f)],
            [Curve(.35f, -.8f, -.05f, -.95f, -.4f, -.55f, -.25f, -.1f, .1f, -.15f, .35f, -.6f), Curve(.4f, -1, .35f, -.2f, .2f, .4f, .05f, 1)],
        ],
    ];

    private static Stroke Curve(params ReadOnlySpan<float> coordinates) => new(true, Points(coordinates));

    private static Stroke Line(params ReadOnlySpan<float> coordinates) => new(false, Points(coordinates));

    private static Vector2[] Points(ReadOnlySpan<float> coordinates)
    {
        var points = new Vector2[coordinates.Length / 2];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new Vector2(coordinates[2 * i], coordinates[(2 * i) + 1]);
        }

        return points;
    }
}
