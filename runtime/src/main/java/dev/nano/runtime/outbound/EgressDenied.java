package dev.nano.runtime.outbound;

import java.net.ConnectException;

/** An address that the app may not reach. */
final class EgressDenied extends ConnectException {

    private static final long serialVersionUID = 1;

    EgressDenied(String message) {
        super(message);
    }

    /** The app is told; nobody reads where it was thrown. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
