package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
class WriteStallTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WriteStall stall = new WriteStall();

    @Test
    void nothingToWriteIsNoStall() {
        assertThat(stall.check(channel, 0, 10)).isFalse();
        assertThat(stall.check(channel, 100, 10)).isFalse();
    }

    @Test
    void whatDoesNotLeaveIsAStall() {
        channel.write(Unpooled.wrappedBuffer(new byte[100]));
        assertThat(stall.check(channel, 0, 10)).isFalse();
        assertThat(stall.check(channel, 10, 10)).isFalse();
        assertThat(stall.check(channel, 11, 10)).isTrue();
    }

    @Test
    void everythingThatLeavesBeginsTheTimeAnew() {
        channel.write(Unpooled.wrappedBuffer(new byte[100]));
        assertThat(stall.check(channel, 0, 10)).isFalse();
        channel.flush();
        channel.write(Unpooled.wrappedBuffer(new byte[50]));
        assertThat(stall.check(channel, 20, 10)).isFalse();
        channel.flush();
        assertThat(stall.check(channel, 40, 10)).isFalse();
        channel.write(Unpooled.wrappedBuffer(new byte[50]));
        assertThat(stall.check(channel, 60, 10)).isFalse();
        assertThat(stall.check(channel, 71, 10)).isTrue();
    }
}
