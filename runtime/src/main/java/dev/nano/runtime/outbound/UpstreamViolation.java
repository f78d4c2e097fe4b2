package dev.nano.runtime.outbound;

import java.io.IOException;

/** A server broke HTTP. */
final class UpstreamViolation extends IOException {

    private static final long serialVersionUID = 1;

    private final String code;

    /** @param code of the error that the app gets */
    UpstreamViolation(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }

    /** The app is told; nobody reads where it was thrown. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
