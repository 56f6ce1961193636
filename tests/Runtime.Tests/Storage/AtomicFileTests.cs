using Espalier.Runtime.Tests.Networks;
using Xunit;

namespace Espalier.Runtime.Tests.Storage;

public sealed class AtomicFileTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File1 => Path.Combine(_folder, "net.safetensors");

    [Fact]
    public void Whatever_byte_fails_the_old_file_stands_and_nothing_is_left_behind()
    {
        var old = new NetworkParameters(ScalarNet.Layout, seed: 1);
        old.Save(File1);
        byte[] before = File.ReadAllBytes(File1);
        var next = new NetworkParameters(ScalarNet.Layout, seed: 2);
        int length = next.ToBytes().Length;
        for (int n = 0; n < length; n += 7)
        {
            var thrown = Assert.Throws<IOException>(() => AtomicFile.Write(File1, next.Save, stream => new FailingStream(stream, n)));
            Assert.Equal("disk full", thrown.Message);
            Assert.Equal(before, File.ReadAllBytes(File1));
            Assert.Equal([File1], Directory.GetFiles(_folder));
        }

        AtomicFile.Write(File1, next.Save, stream => new FailingStream(stream, length));
        Assert.Equal(next.ToBytes(), File.ReadAllBytes(File1));
    }

    [Fact]
    public void A_failed_first_save_leaves_no_file()
    {
        var parameters = new NetworkParameters(ScalarNet.Layout);
        Assert.Throws<IOException>(() => AtomicFile.Write(File1, parameters.Save, stream => new FailingStream(stream, 10)));
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Throws<DirectoryNotFoundException>(() => parameters.Save(Path.Combine(_folder, "missing", "net.safetensors")));
        Assert.ThrowsAny<ArgumentException>(() => parameters.Save(""));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_name_that_is_a_folder_is_refused_and_nothing_is_left_behind()
    {
        Directory.CreateDirectory(File1);
        Assert.ThrowsAny<Exception>(() => new NetworkParameters(ScalarNet.Layout).Save(File1));
        Assert.Equal([File1], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void What_a_killed_writer_left_goes_with_the_next_write_and_nothing_else_does()
    {
        string[] others = ["net.safetensors.tmp", "net.safetensors.abcdefghij.xyz.tmp", "other.safetensors.abcdefgh.xyz.tmp", "net.safetensors.abcdefgh.xyz"];
        foreach (string name in others.Append("net.safetensors.abcdefgh.xyz.tmp").Append("net.safetensors.ijklmnop.xyz.tmp"))
        {
            File.WriteAllText(Path.Combine(_folder, name), "left");
        }

        // Two writers at once: the second does not take the file of the first for a leftover.
        var parameters = new NetworkParameters(ScalarNet.Layout, seed: 1);
        var last = new NetworkParameters(ScalarNet.Layout, seed: 2);
        AtomicFile.Write(File1, first =>
        {
            last.Save(first);
            parameters.Save(File1);
            Assert.Equal(parameters.ToBytes(), File.ReadAllBytes(File1));
        });
        Assert.Equal(last.ToBytes(), File.ReadAllBytes(File1));
        Assert.Equal(others.Append("net.safetensors").Order(), Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)).Order());
    }

    private sealed class FailingStream(Stream inner, int limit) : Stream
    {
        private int _left = limit;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            int written = Math.Min(_left, count);
            inner.Write(buffer, offset, written);
            _left -= written;
            if (written < count)
            {
                throw new IOException("disk full");
            }
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
