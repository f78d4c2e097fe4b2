package dev.nano.runtime.web;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.exchange.ResponseBody;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends a body that arrives as the body of an answer, at the pace of the slower side. Runs on whatever thread brings it. */
final class BodyPipe implements RequestBody.Reader {

    private final RequestBody in;
    private final ResponseBody out;
    private final Exchange exchange;
    private final AtomicInteger wantedReads = new AtomicInteger();

    private BodyPipe(RequestBody in, ResponseBody out, Exchange exchange) {
        this.in = in;
        this.out = out;
        this.exchange = exchange;
    }

    static void start(RequestBody in, ResponseBody out, Exchange exchange) {
        exchange.onOver(outcome -> in.discard());
        new BodyPipe(in, out, exchange).readOn();
    }

    /** A loop, because chunks that are there already arrive inside of {@code read}. */
    private void readOn() {
        if (exchange.isOver()) {
            return;
        }
        if (wantedReads.getAndIncrement() == 0) {
            do {
                in.read(this);
            } while (wantedReads.decrementAndGet() != 0);
        }
    }

    @Override
    public void chunk(byte[] bytes) {
        if (out.write(bytes)) {
            readOn();
        } else {
            out.onWritable(this::readOn);
        }
    }

    @Override
    public void end() {
        out.end();
    }

    @Override
    public void failed(String reason) {
        out.abort();
    }
}
