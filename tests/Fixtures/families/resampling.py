from torch import nn

from case import Case, Flat, case, chain


def upsampled(shape, channels=3, batch=3, **options):
    return Case(chain(conv1=nn.Conv2d(shape[0], channels, 1), upsample=nn.Upsample(**options)), shape, batch=batch)


@case
def upsample_nearest():
    return upsampled([2, 3, 4], scale_factor=2)


@case
def upsample_nearest_uneven():
    return upsampled([2, 3, 2], channels=19, batch=2, scale_factor=(1, 3))


@case
def upsample_bilinear():
    return upsampled([2, 3, 4], scale_factor=2, mode="bilinear")


@case
def upsample_bilinear_uneven():
    """One column: nothing to interpolate with."""
    return upsampled([2, 4, 1], channels=18, batch=2, scale_factor=(3, 4), mode="bilinear")


@case
def upsample_aligned():
    return upsampled([2, 3, 4], channels=5, scale_factor=(2, 3), mode="bilinear", align_corners=True)


@case
def upsample_aligned_one_row():
    return Case(chain(conv1=nn.Conv2d(2, 3, 1), upsample=nn.Upsample(scale_factor=(2, 1), mode="bilinear", align_corners=True), flat=Flat(),
                      dense1=nn.Linear(18, 2)), [2, 1, 3])
