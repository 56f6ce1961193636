using System.Runtime.InteropServices;

namespace Espalier.Tiles;

// Numbers as types, for which kernels are compiled: sizeof(CountN) is N.

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct Count1;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct Count2;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Count3;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct Count4;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct Count5;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct Count6;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct Count7;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct Count8;

[StructLayout(LayoutKind.Sequential, Size = 9)]
internal readonly struct Count9;

[StructLayout(LayoutKind.Sequential, Size = 10)]
internal readonly struct Count10;

[StructLayout(LayoutKind.Sequential, Size = 11)]
internal readonly struct Count11;

[StructLayout(LayoutKind.Sequential, Size = 12)]
internal readonly struct Count12;

[StructLayout(LayoutKind.Sequential, Size = 13)]
internal readonly struct Count13;

[StructLayout(LayoutKind.Sequential, Size = 14)]
internal readonly struct Count14;

[StructLayout(LayoutKind.Sequential, Size = 15)]
internal readonly struct Count15;

[StructLayout(LayoutKind.Sequential, Size = 16)]
internal readonly struct Count16;
