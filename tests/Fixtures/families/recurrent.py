import torch
from torch import nn

from case import Case, case, chain


def plain(kind, *sizes, **options):
    """A recurrent module of PyTorch's over (batch, steps, features) that gives its outputs alone."""
    class Plain(kind):
        def forward(self, x, initial=None):
            return super().forward(x, initial)[0]

    return Plain(*sizes, batch_first=True, **options)


def states(x, vectors):
    """(batch, vectors · hidden) as PyTorch's (vectors, batch, hidden)."""
    return x.reshape(x.shape[0], vectors, -1).transpose(0, 1).contiguous()


@case
def rnn():
    return Case(chain(rnn1=plain(nn.RNN, 5, 7)), [6, 5])


@case
def rnn_relu():
    return Case(chain(rnn1=plain(nn.RNN, 3, 4, 2, nonlinearity="relu", bidirectional=True, bias=False), dense1=nn.Linear(8, 2)), [5, 3])


@case
def rnn_state():
    class Started(nn.Module):
        def __init__(self):
            super().__init__()
            self.dense1, self.rnn1, self.dense2 = nn.Linear(9, 34), plain(nn.RNN, 3, 17, 2), nn.Linear(17, 2)

        def forward(self, start, x):
            return self.dense2(self.rnn1(x, states(torch.tanh(self.dense1(start)), 2)))

    return Case(Started(), [[9], [4, 3]])


@case
def lstm():
    return Case(chain(lstm1=plain(nn.LSTM, 5, 7)), [6, 5])


@case
def lstm_layers():
    return Case(chain(dense1=nn.Linear(3, 4), tanh1=nn.Tanh(), lstm1=plain(nn.LSTM, 4, 18, 3), dense2=nn.Linear(18, 2)), [5, 3])


@case
def lstm_bidirectional():
    return Case(chain(lstm1=plain(nn.LSTM, 3, 5, 2, bidirectional=True), layernorm1=nn.LayerNorm(10), lstm2=plain(nn.LSTM, 10, 3, bias=False)), [4, 3])


@case
def lstm_state():
    class Described(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.dense1, self.dense2 = nn.Conv2d(2, 3, 2), nn.Linear(18, 20), nn.Linear(18, 20)
            self.lstm1, self.dense3 = plain(nn.LSTM, 4, 5, 2, bidirectional=True), nn.Linear(10, 3)

        def forward(self, picture, x):
            seen = torch.relu(self.conv1(picture)).flatten(1)
            initial = states(torch.tanh(self.dense1(seen)), 4), states(self.dense2(seen), 4)
            return self.dense3(self.lstm1(x, initial))

    return Case(Described(), [[2, 4, 3], [6, 4]])


@case
def lstm_frozen():
    class Middle(nn.Module):
        def __init__(self):
            super().__init__()
            self.dense1, self.dense2, self.lstm1, self.dense3 = nn.Linear(5, 6), nn.Linear(3, 4), plain(nn.LSTM, 4, 6), nn.Linear(6, 4)

        def forward(self, start, x):
            cell = states(self.dense1(start), 1)
            x = self.dense2(x)
            return self.dense3(self.lstm1(x, (torch.zeros_like(cell), cell))) + x

    return Case(Middle(), [[5], [4, 3]], frozen=["lstm1"])


@case
def gru():
    return Case(chain(gru1=plain(nn.GRU, 5, 7)), [6, 5])


@case
def gru_layers():
    return Case(chain(gru1=plain(nn.GRU, 3, 18, 2, bidirectional=True), gru2=plain(nn.GRU, 36, 5, 2, bias=False), dense1=nn.Linear(5, 2)), [4, 3])


@case
def gru_state():
    class Started(nn.Module):
        def __init__(self):
            super().__init__()
            self.dense1, self.gru1 = nn.Linear(7, 10), plain(nn.GRU, 3, 5, bidirectional=True)

        def forward(self, start, x):
            return self.gru1(x, states(torch.tanh(self.dense1(start)), 2))

    return Case(Started(), [[7], [4, 3]])


@case
def recurrent_smallest():
    return Case(chain(gru1=plain(nn.GRU, 1, 1), lstm1=plain(nn.LSTM, 1, 1), rnn1=plain(nn.RNN, 1, 1)), [1, 1])


@case
def recurrent_frozen():
    return Case(chain(gru1=plain(nn.GRU, 3, 5, 2), lstm1=plain(nn.LSTM, 5, 4), rnn1=plain(nn.RNN, 4, 3), dense1=nn.Linear(3, 2)), [4, 3],
                frozen=["gru1", "lstm1", "rnn1"])
