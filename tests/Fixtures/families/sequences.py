import torch
from torch import nn
from torch.nn import functional as F

from case import Case, case, chain, labels, targets
from families.recurrent import plain


class Tokens(nn.Embedding):
    """An embedding that takes tokens as they come in a file: as floats."""

    def forward(self, tokens):
        return super().forward(tokens.long())


def draw(steps, vocabulary):
    return lambda batch: torch.randint(0, vocabulary, (batch, steps)).double()


def per_step(classes, steps, **options):
    return labels(lambda y, t: F.cross_entropy(y.transpose(1, 2), t, **{k: v for k, v in options.items() if k != "ignored"},
                                               **({"ignore_index": options["ignored"]} if "ignored" in options else {})),
                  classes, [steps], ignored=options.get("ignored"))


@case
def embedding():
    """Labels for each step; some tokens twice, some not at all."""
    return Case(chain(embedding1=Tokens(11, 5), dense1=nn.Linear(5, 7)), [6], per_step(7, 6), draw=draw(6, 11))


@case
def embedding_wide():
    return Case(chain(embedding1=Tokens(3, 37), tanh1=nn.Tanh(), dense1=nn.Linear(37, 3)), [9], per_step(3, 9, ignored=-1),
                draw=draw(9, 3), batch=5)


@case
def embedding_frozen():
    return Case(chain(embedding1=Tokens(9, 6), dense1=nn.Linear(6, 4)), [5], frozen=["embedding1"], draw=draw(5, 9))


class LastStep(nn.Module):
    def forward(self, x):
        return x[:, -1]


class MeanOverSteps(nn.Module):
    def forward(self, x):
        return x.mean(1)


class RepeatSteps(nn.Module):
    def __init__(self, steps):
        super().__init__()
        self.steps = steps

    def forward(self, x):
        return x[:, None, :].expand(-1, self.steps, -1)


@case
def last_step():
    return Case(chain(dense1=nn.Linear(3, 4), tanh1=nn.Tanh(), last=LastStep(), dense2=nn.Linear(4, 2)), [5, 3])


@case
def mean_over_steps():
    return Case(chain(dense1=nn.Linear(3, 19), tanh1=nn.Tanh(), mean=MeanOverSteps(), dense2=nn.Linear(19, 2)), [5, 3])


@case
def repeat_steps():
    return Case(chain(dense1=nn.Linear(4, 3), repeat=RepeatSteps(6), dense2=nn.Linear(3, 5), tanh1=nn.Tanh(), dense3=nn.Linear(5, 2)), [4])


def sinusoids(steps, features):
    step, i = torch.arange(steps).double()[:, None], torch.arange(features)[None, :]
    angle = step / 10000 ** (2.0 * (i // 2) / features)
    return torch.where(i % 2 == 0, torch.sin(angle), torch.cos(angle))


class Sinusoids(nn.Module):
    def forward(self, x):
        return x + sinusoids(x.shape[1], x.shape[2])


@case
def sinusoidal_positions():
    return Case(chain(dense1=nn.Linear(3, 7), positions1=Sinusoids(), dense2=nn.Linear(7, 2)), [5, 3])


class Learned(nn.Module):
    def __init__(self, steps, features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(steps, features))

    def forward(self, x):
        return x + self.weight


@case
def learned_positions():
    return Case(chain(dense1=nn.Linear(3, 7), positions1=Learned(5, 7), tanh1=nn.Tanh(), dense2=nn.Linear(7, 2)), [5, 3])


class Attention(nn.MultiheadAttention):
    """Self-attention; biases that are not zero, and steps beyond the lengths unseen."""

    def __init__(self, features, heads, causal=False, **options):
        super().__init__(features, heads, batch_first=True, **options)
        self.causal = causal
        if self.in_proj_bias is not None:
            nn.init.uniform_(self.in_proj_bias, -0.5, 0.5)
            nn.init.uniform_(self.out_proj.bias, -0.5, 0.5)

    def forward(self, x, lengths=None):
        steps = x.shape[1]
        mask = torch.ones(steps, steps, dtype=torch.bool).triu(1) if self.causal else None
        beyond = None if lengths is None else torch.arange(steps)[None, :] >= lengths
        y = super().forward(x, x, x, need_weights=False, attn_mask=mask, key_padding_mask=beyond)[0]

        # What steps beyond give means nothing to anybody; here it is that of no context.
        return y if beyond is None else torch.where(beyond[:, :, None], self.out_proj.bias, y)


@case
def attention():
    return Case(chain(attention1=Attention(6, 2)), [7, 6])


@case
def attention_causal():
    """No biases, more steps than a block of rows, heads of two."""
    return Case(chain(dense1=nn.Linear(3, 10), attention1=Attention(10, 5, causal=True, bias=False), dense2=nn.Linear(10, 2)), [30, 3])


@case
def attention_wide():
    """Heads that are wider than a vector, with a remainder."""
    return Case(chain(dense1=nn.Linear(2, 37), attention1=Attention(37, 1), dense2=nn.Linear(37, 2)), [9, 2])


@case
def attention_frozen():
    return Case(chain(dense1=nn.Linear(3, 6), attention1=Attention(6, 3), dense2=nn.Linear(6, 2)), [5, 3], frozen=["attention1"])


def tied(vocabulary, size, steps, bias):
    module = chain(embedding1=Tokens(vocabulary, size), dense1=nn.Linear(size, size), tanh1=nn.Tanh())
    if bias:
        module.add_module("dense2", Bias(vocabulary))
    layers = module.embedding1, module.dense1

    def forward(tokens):
        y = torch.tanh(layers[1](layers[0](tokens))) @ layers[0].weight.t()
        return y + module.dense2.bias if bias else y

    module.forward = forward
    return Case(module, [steps], per_step(vocabulary, steps), draw=draw(steps, vocabulary))


class Bias(nn.Module):
    def __init__(self, count):
        super().__init__()
        self.bias = nn.Parameter(torch.randn(count))


@case
def tied_embedding():
    return tied(19, 5, 6, bias=True)


@case
def tied_embedding_wide():
    return tied(40, 7, 4, bias=False)


@case
def gpt_block():
    """A transformer that predicts the next token: norms first, shortcuts around attention and network, tied output."""
    module = nn.Module()
    module.embedding1, module.positions1 = Tokens(13, 8), Learned(6, 8)
    module.layernorm1, module.attention1 = nn.LayerNorm(8), Attention(8, 2, causal=True)
    module.layernorm2, module.dense1, module.dense2 = nn.LayerNorm(8), nn.Linear(8, 32), nn.Linear(32, 8)
    module.layernorm3 = nn.LayerNorm(8)

    def forward(tokens):
        x = module.positions1(module.embedding1(tokens))
        x = x + module.attention1(module.layernorm1(x))
        x = x + module.dense2(F.gelu(module.dense1(module.layernorm2(x))))
        return module.layernorm3(x) @ module.embedding1.weight.t()

    module.forward = forward
    return Case(module, [6], per_step(13, 6), draw=draw(6, 13), trained=("momentum", 0.05, 10))


def lengths(steps):
    """Of each sample between 1 and all steps; one of each, whatever is drawn."""
    def draw(batch):
        drawn = torch.randint(1, steps + 1, (batch, 1))
        drawn[0], drawn[1] = 1, steps
        return drawn.double()
    return draw


def counted(lengths, steps):
    """Which steps count, for each sample."""
    return torch.arange(steps)[None, :] < lengths


@case
def lengths_mean():
    """Attention sees no step beyond, the mean leaves them out."""
    module = nn.Module()
    module.embedding1, module.attention1, module.dense1 = Tokens(9, 6), Attention(6, 3), nn.Linear(6, 3)

    def forward(tokens, lengths):
        x = module.attention1(module.embedding1(tokens) + sinusoids(7, 6), lengths)
        return module.dense1((x * counted(lengths, 7)[:, :, None]).sum(1) / lengths)

    module.forward = forward
    return Case(module, [[7], [1]], "cross_entropy", batch=5, draw=[draw(7, 9), lengths(7)])


@case
def lengths_last():
    module = nn.Module()
    module.dense1, module.attention1, module.dense2 = nn.Linear(4, 6), Attention(6, 2, causal=True), nn.Linear(6, 2)

    def forward(x, lengths):
        y = module.attention1(torch.tanh(module.dense1(x)), lengths)
        return module.dense2(y[torch.arange(len(y)), lengths[:, 0].long() - 1])

    module.forward = forward
    return Case(module, [[6, 4], [1]], batch=5, draw=[None, lengths(6)])


def masked(each):
    """A loss of each step, averaged over those that count: the module keeps the lengths."""
    def evaluate(module):
        def of(y, t):
            mask = counted(module.lengths, y.shape[1])
            return (each(y, t) * mask).sum() / mask.sum()
        return of
    return evaluate


@case
def lengths_labels():
    """Labels of each step; smoothing, too."""
    module = nn.Module()
    module.embedding1, module.dense1 = Tokens(9, 6), nn.Linear(6, 4)

    def forward(tokens, lengths):
        module.lengths = lengths.detach()
        return module.dense1(torch.tanh(module.embedding1(tokens)))

    module.forward = forward
    each = masked(lambda y, t: F.cross_entropy(y.transpose(1, 2), t, reduction="none", label_smoothing=0.1))
    return Case(module, [[7], [1]], labels(each(module), 4, [7]), batch=5, draw=[draw(7, 9), lengths(7)])


@case
def lengths_targets():
    """Two losses on the same steps."""
    module = nn.Module()
    module.dense1, module.attention1, module.dense2 = nn.Linear(4, 6), Attention(6, 2), nn.Linear(6, 3)

    def forward(x, lengths):
        module.lengths = lengths.detach()
        return module.dense2(module.attention1(module.dense1(x), lengths))

    module.forward = forward
    square = masked(lambda y, t: ((y - t) ** 2).mean(2))
    absolute = masked(lambda y, t: (y - t).abs().mean(2))
    return Case(module, [[6, 4], [1]], [targets(square(module)), targets(absolute(module), weight=0.5)], batch=5, draw=[None, lengths(6)])


@case
def lengths_lstm():
    """From the first step to the last, the steps beyond come too late."""
    module = nn.Module()
    module.embedding1, module.lstm1, module.dense1 = Tokens(9, 5), nn.LSTM(5, 6, batch_first=True), nn.Linear(6, 3)

    def forward(tokens, lengths):
        y = module.lstm1(module.embedding1(tokens))[0]
        return module.dense1(y[torch.arange(len(y)), lengths[:, 0].long() - 1])

    module.forward = forward
    return Case(module, [[7], [1]], "cross_entropy", batch=5, draw=[draw(7, 9), lengths(7)])


def recurrent(module, vocabulary, size, hidden, classes, steps, outputs=None, frozen=(), **options):
    return Case(chain(embedding1=Tokens(vocabulary, size), **{module.__name__.lower() + "1": plain(module, size, hidden, **options)},
                      dense1=nn.Linear(outputs or hidden, classes)), [steps], per_step(classes, steps), draw=draw(steps, vocabulary), frozen=list(frozen))


@case
def embedding_lstm():
    return recurrent(nn.LSTM, 11, 5, 6, 11, 6, num_layers=2)


@case
def embedding_gru():
    return recurrent(nn.GRU, 7, 6, 9, 4, 5, outputs=18, bidirectional=True, bias=False)


@case
def embedding_rnn():
    return recurrent(nn.RNN, 3, 4, 19, 3, 5, frozen=["embedding1"])


@case
def embedding_alone():
    return recurrent(nn.LSTM, 6, 5, 4, 3, 4, frozen=["lstm1"])


@case
def embedding_many():
    return recurrent(nn.LSTM, 17, 5, 4, 3, 4)


def packed(recurrent, x, lengths, initial=None):
    """A recurrent layer over the steps that count, and zeros beyond them."""
    sequences = nn.utils.rnn.pack_padded_sequence(x, lengths[:, 0].long(), batch_first=True, enforce_sorted=False)
    y = recurrent(sequences, initial)[0]
    return nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=x.shape[1])[0]


def vectors(x, count):
    """(batch, vectors · hidden) as PyTorch's (vectors, batch, hidden)."""
    return x.reshape(x.shape[0], count, -1).transpose(0, 1).contiguous()


@case
def lengths_lstm_both_ways():
    """The second direction begins at the last step that counts; labels by the weights of their classes, some ignored."""
    module = nn.Module()
    module.embedding1, module.lstm1 = Tokens(9, 5), nn.LSTM(5, 6, 2, batch_first=True, bidirectional=True)
    module.dense1 = nn.Linear(12, 3)

    def forward(tokens, lengths):
        module.lengths = lengths.detach()
        return module.dense1(packed(module.lstm1, module.embedding1(tokens), lengths))

    def evaluate(y, t):
        t = torch.where(counted(module.lengths, 7), t, -1)
        return F.cross_entropy(y.transpose(1, 2), t, torch.tensor([0.5, 1, 2]).double(), ignore_index=-1)

    module.forward = forward
    return Case(module, [[7], [1]], labels(evaluate, 3, [7], ignored=-1), batch=5, draw=[draw(7, 9), lengths(7)])


@case
def lengths_gru_both_ways():
    """More units than a vector has lanes; of the second direction the last step is the first that it made."""
    module = nn.Module()
    module.gru1, module.gru2, module.dense1 = nn.GRU(4, 18, batch_first=True, bidirectional=True), nn.GRU(36, 5, batch_first=True), nn.Linear(5, 2)

    def forward(x, lengths):
        y = packed(module.gru2, packed(module.gru1, x, lengths), lengths)
        return module.dense1(y[torch.arange(len(y)), lengths[:, 0].long() - 1])

    module.forward = forward
    return Case(module, [[6, 4], [1]], batch=5, draw=[None, lengths(6)])


@case
def lengths_rnn_state():
    """Both directions start from what another line gives."""
    module = nn.Module()
    module.dense1, module.rnn1 = nn.Linear(7, 10), nn.RNN(3, 5, nonlinearity="relu", batch_first=True, bidirectional=True)

    def forward(start, x, lengths):
        module.lengths = lengths.detach()
        return packed(module.rnn1, x, lengths, vectors(torch.tanh(module.dense1(start)), 2))

    module.forward = forward
    return Case(module, [[7], [5, 3], [1]], targets(masked(lambda y, t: ((y - t) ** 2).mean(2))(module)), batch=5, draw=[None, None, lengths(5)])


@case
def lengths_lstm_state():
    module = nn.Module()
    module.dense1, module.dense2, module.embedding1 = nn.Linear(7, 12), nn.Linear(7, 12), Tokens(9, 5)
    module.lstm1, module.dense3 = nn.LSTM(5, 6, 2, batch_first=True), nn.Linear(6, 3)

    def forward(start, tokens, lengths):
        initial = vectors(torch.tanh(module.dense1(start)), 2), vectors(module.dense2(start), 2)
        y = packed(module.lstm1, module.embedding1(tokens), lengths, initial)
        return module.dense3(y.sum(1) / lengths.detach())

    module.forward = forward
    return Case(module, [[7], [6], [1]], "cross_entropy", batch=5, draw=[None, draw(6, 9), lengths(6)])


class Same(nn.Conv1d):
    """A convolution of (batch, steps, features), as many steps as go in, with zeros beyond the lengths."""

    def __init__(self, *sizes, causal=False, **options):
        super().__init__(*sizes, **options)
        reach = (self.kernel_size[0] - 1) * self.dilation[0]
        self.zeros = [reach, 0] if causal else [reach // 2, reach - reach // 2]

    def forward(self, x, lengths):
        x = x * counted(lengths, x.shape[1])[:, :, None]
        return super().forward(F.pad(x.transpose(1, 2), self.zeros)).transpose(1, 2)


@case
def lengths_conv():
    """Zeros beyond the lengths where a kernel reads later steps, and never the greatest value."""
    module = nn.Module()
    module.conv1, module.conv2, module.conv3 = Same(3, 5, 3, causal=True, dilation=2), Same(5, 4, 3), Same(4, 6, 4, groups=2)
    module.dense1 = nn.Linear(12, 2)

    def forward(x, lengths):
        y = torch.tanh(module.conv2(torch.tanh(module.conv1(x, lengths)), lengths))
        y = module.conv3(y, lengths)
        mask = counted(lengths, 8)[:, :, None]
        greatest, mean = torch.where(mask, y, -1e9).max(1).values, (y * mask).sum(1) / lengths.detach()
        return module.dense1(torch.cat([mean, greatest], 1))

    module.forward = forward
    return Case(module, [[8, 3], [1]], batch=5, draw=[None, lengths(8)])


@case
def lengths_joins():
    """What is joined with a sequence that has lengths has the same; the divergence adds up over the steps that count."""
    module = nn.Module()
    module.embedding1, module.layernorm1, module.dense1 = Tokens(9, 4), nn.LayerNorm(4), nn.Linear(10, 3)

    def forward(marks, whole, tokens, lengths):
        module.lengths = lengths.detach()
        words = module.embedding1(tokens)
        sums = module.layernorm1(words + marks)
        return F.log_softmax(module.dense1(torch.cat([sums, whole[:, None, :].expand(-1, 6, -1), words], 2)), 2)

    def evaluate(y, t):
        return (F.kl_div(y, t, reduction="none").sum(2) * counted(module.lengths, 6)).sum() / len(y)

    module.forward = forward
    return Case(module, [[6, 4], [2], [6], [1]], targets(evaluate, lambda y: torch.softmax(torch.randn_like(y), 2)), batch=5,
                draw=[None, None, draw(6, 9), lengths(6)])


@case
def lengths_two():
    """Two sequences, each with lengths of its own, that meet as vectors."""
    module = nn.Module()
    module.embedding1, module.gru1 = Tokens(9, 4), nn.GRU(4, 5, batch_first=True, bidirectional=True)
    module.embedding2, module.lstm1 = Tokens(7, 3), nn.LSTM(3, 4, batch_first=True, bidirectional=True)
    module.dense1 = nn.Linear(18, 3)

    def last(y, lengths):
        return y[torch.arange(len(y)), lengths[:, 0].long() - 1]

    def forward(question, asked, answer, said):
        first = last(packed(module.gru1, module.embedding1(question), asked), asked)
        second = last(packed(module.lstm1, module.embedding2(answer), said), said)
        return module.dense1(torch.cat([second, first], 1))

    module.forward = forward
    return Case(module, [[6], [1], [4], [1]], "cross_entropy", batch=5, draw=[draw(6, 9), lengths(6), draw(4, 7), lengths(4)])
