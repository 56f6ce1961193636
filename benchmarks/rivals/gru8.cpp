// A GRU of 8 units on one input with a dense output, by hand: what a person who knows the sizes writes. Vectors of eight
// floats, weights by columns, everything in registers or the first cache.
//   g++ -O3 -march=native -ffast-math -shared -fPIC gru8.cpp -o libgru8.so
#include <cmath>

typedef float v8 __attribute__((vector_size(32)));
typedef int i8 __attribute__((vector_size(32)));

struct Gru8 {
    v8 ir, iz, in, br, bz, bin, bhn;  // input weights and biases (those of r and z together)
    v8 hr[8], hz[8], hn[8];           // recurrent weights by columns
    v8 out;                           // output weights
    float bias;
};

static Gru8 net;
static v8 state;

// e^x by 2^n times a polynomial, error below 2 units in the last place; as exact as what it is compared with.
static inline v8 exp8(v8 x) {
    v8 limit = x < -87.0f ? v8{} - 87.0f : x;
    limit = limit > 87.0f ? v8{} + 87.0f : limit;
    v8 scaled = limit * 1.44269504f + 12582912.0f;
    i8 power = (i8)scaled;
    v8 n = scaled - 12582912.0f;
    v8 f = limit - n * 0.693359375f;
    f = f + n * 2.12194440e-4f;
    v8 p = f * 1.9875691500e-4f + 1.3981999507e-3f;
    p = p * f + 8.3334519073e-3f;
    p = p * f + 4.1665795894e-2f;
    p = p * f + 1.6666665459e-1f;
    p = p * f + 5.0000001201e-1f;
    p = p * f * f + f + 1.0f;
    return p * (v8)((power + 127) << 23);
}

static inline v8 sigmoid8(v8 x) { return 1.0f / (1.0f + exp8(-x)); }
static inline v8 tanh8(v8 x) { return 2.0f / (1.0f + exp8(-2.0f * x)) - 1.0f; }

extern "C" {

// PyTorch's tensors: weight_ih [24], weight_hh [24, 8], bias_ih [24], bias_hh [24] in the order r z n; weight [8], bias.
void gru8_load(const float* wi, const float* wh, const float* bi, const float* bh, const float* w, float b) {
    for (int i = 0; i < 8; i++) {
        net.ir[i] = wi[i], net.iz[i] = wi[8 + i], net.in[i] = wi[16 + i];
        net.br[i] = bi[i] + bh[i], net.bz[i] = bi[8 + i] + bh[8 + i], net.bin[i] = bi[16 + i], net.bhn[i] = bh[16 + i];
        for (int k = 0; k < 8; k++)
            net.hr[k][i] = wh[i * 8 + k], net.hz[k][i] = wh[(8 + i) * 8 + k], net.hn[k][i] = wh[(16 + i) * 8 + k];
        net.out[i] = w[i];
    }
    net.bias = b;
    state = v8{};
}

void gru8_reset() { state = v8{}; }

void gru8_process(const float* input, float* output, int steps) {
    v8 h = state;
    for (int s = 0; s < steps; s++) {
        float x = input[s];
        v8 r0 = net.br + net.ir * x, z0 = net.bz + net.iz * x, n0 = net.bhn;
        v8 r1 = net.hr[0] * h[0], z1 = net.hz[0] * h[0], n1 = net.hn[0] * h[0];
        r0 += net.hr[1] * h[1], z0 += net.hz[1] * h[1], n0 += net.hn[1] * h[1];
        for (int k = 2; k < 8; k += 2) {
            r1 += net.hr[k] * h[k], z1 += net.hz[k] * h[k], n1 += net.hn[k] * h[k];
            r0 += net.hr[k + 1] * h[k + 1], z0 += net.hz[k + 1] * h[k + 1], n0 += net.hn[k + 1] * h[k + 1];
        }
        v8 r = sigmoid8(r0 + r1), z = sigmoid8(z0 + z1);
        v8 n = tanh8(net.bin + net.in * x + r * (n0 + n1));
        h = n + z * (h - n);
        v8 y = net.out * h;
        output[s] = net.bias + ((y[0] + y[4]) + (y[1] + y[5])) + ((y[2] + y[6]) + (y[3] + y[7]));
    }
    state = h;
}
}
