package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class UnpackerTest {

    private static final byte[] TEXT = text();

    private static byte[] text() {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        Arrays.fill(bytes, 20_000, 80_000, (byte) 'x');
        return bytes;
    }

    interface Packing {
        OutputStream open(OutputStream out) throws IOException;
    }

    static byte[] pack(byte[] bytes, Packing packing) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = packing.open(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Feeds so many bytes at a time. */
    private static byte[] unpack(String coding, byte[] packed, int step) throws DataFormatException {
        Unpacker unpacker = Unpacker.of(coding);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int at = 0; at < packed.length; at += step) {
            unpacker.feed(Arrays.copyOfRange(packed, at, Math.min(at + step, packed.length)));
            for (byte[] chunk = unpacker.next(); chunk != null; chunk = unpacker.next()) {
                assertThat(chunk).isNotEmpty().hasSizeLessThanOrEqualTo(Unpacker.CHUNK_BYTES);
                all.writeBytes(chunk);
            }
        }
        unpacker.close();
        return all.toByteArray();
    }

    private static void unpacksInEverySize(String coding, byte[] packed, byte[] expected) throws DataFormatException {
        for (int step : new int[] {1, 7, 1000, packed.length}) {
            assertThat(unpack(coding, packed, step)).isEqualTo(expected);
        }
    }

    @Test
    void gzipComesOutAsItWentInHoweverItIsCut() throws Exception {
        byte[] packed = pack(TEXT, GZIPOutputStream::new);
        unpacksInEverySize("gzip", packed, TEXT);
        unpacksInEverySize(" X-GZIP ", packed, TEXT);
        unpacksInEverySize("gzip", pack(new byte[0], GZIPOutputStream::new), new byte[0]);
    }

    @Test
    void deflateComesOutWithAndWithoutTheHeaderOfZlib() throws Exception {
        unpacksInEverySize("deflate", pack(TEXT, DeflaterOutputStream::new), TEXT);
        unpacksInEverySize("deflate", pack(TEXT, out -> new DeflaterOutputStream(out, new Deflater(9, true))), TEXT);
    }

    @Test
    void everyPartThatAHeaderOfGzipCanHaveIsReadOver() throws Exception {
        byte[] plain = pack(TEXT, GZIPOutputStream::new);
        byte[] data = Arrays.copyOfRange(plain, 10, plain.length);
        for (int flags = 0; flags < 32; flags += 2) {
            byte[] head = {0x1f, (byte) 0x8b, 8, (byte) flags, 0, 0, 0, 0, 0, 3};
            byte[] extra = (flags & 4) == 0 ? new byte[0] : new byte[] {3, 0, 1, 0, 2};
            byte[] name = (flags & 8) == 0 ? new byte[0] : "name\0".getBytes(StandardCharsets.UTF_8);
            byte[] comment = (flags & 16) == 0 ? new byte[0] : "\0".getBytes(StandardCharsets.UTF_8);
            byte[] checksum = new byte[flags & 2];
            unpacksInEverySize("gzip", joined(head, extra, name, comment, checksum, data), TEXT);
        }
        byte[] noExtra = {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 0, 0};
        unpacksInEverySize("gzip", joined(noExtra, data), TEXT);
    }

    @Test
    void membersThatFollowAreUnpackedAndWhatElseFollowsIsIgnored() throws Exception {
        byte[] packed = pack(TEXT, GZIPOutputStream::new);
        unpacksInEverySize("gzip", joined(packed, packed), joined(TEXT, TEXT));
        unpacksInEverySize("gzip", joined(packed, new byte[100]), TEXT);
        unpacksInEverySize("deflate", joined(pack(TEXT, DeflaterOutputStream::new), new byte[100]), TEXT);
    }

    @Test
    void dataThatEndsTooEarlyGivesWhatIsThere() throws Exception {
        byte[] packed = pack(TEXT, GZIPOutputStream::new);
        byte[] half = unpack("gzip", Arrays.copyOf(packed, packed.length / 2), 1000);
        assertThat(half).isEqualTo(Arrays.copyOf(TEXT, half.length)).hasSizeGreaterThan(10_000);
        assertThat(unpack("gzip", new byte[] {0x1f, (byte) 0x8b, 8}, 1)).isEmpty();
    }

    @Test
    void whatIsNotPackedOrBrokenIsRefused() throws Exception {
        assertThatThrownBy(() -> unpack("gzip", "no gzip".getBytes(StandardCharsets.UTF_8), 3))
                .isInstanceOf(DataFormatException.class)
                .hasMessage("not in the gzip format");
        byte[] packed = pack(TEXT, GZIPOutputStream::new);
        packed[packed.length - 8]++;
        assertThatThrownBy(() -> unpack("gzip", packed, 1000)).hasMessage("the checksum differs");
        byte[] garbled = pack(TEXT, GZIPOutputStream::new);
        Arrays.fill(garbled, 10, 100, (byte) 0xff);
        assertThatThrownBy(() -> unpack("gzip", garbled, 1000)).isInstanceOf(DataFormatException.class);
    }

    @Test
    void otherCodingsAreLeftAlone() {
        assertThat(Unpacker.of("br")).isNull();
        assertThat(Unpacker.of("gzip, gzip")).isNull();
        assertThat(Unpacker.of("")).isNull();
    }

    @Test
    void aClosedOneGivesNothing() throws Exception {
        Unpacker unpacker = Unpacker.of("gzip");
        unpacker.feed(pack(TEXT, GZIPOutputStream::new));
        assertThat(unpacker.next()).isNotNull();
        unpacker.close();
        assertThat(unpacker.next()).isNull();
    }
}
