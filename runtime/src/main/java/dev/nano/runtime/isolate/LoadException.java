package dev.nano.runtime.isolate;

import dev.nano.runtime.text.Excerpt;
import org.jspecify.annotations.Nullable;

/** The code of an app does not load. */
public final class LoadException extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable String file;
    private final int line;
    private final int column;
    private final boolean isPassing;

    /**
     * @param message what is wrong and what to do, without the place; cut to {@link Excerpt#MESSAGE} characters
     * @param file path within the app, or null when the problem has no place
     * @param line 1-based, 0 when unknown
     * @param column 1-based, 0 when unknown
     */
    public LoadException(String message, @Nullable String file, int line, int column) {
        this(message, file, line, column, false);
    }

    private LoadException(String message, @Nullable String file, int line, int column, boolean isPassing) {
        super(Excerpt.of(message, Excerpt.MESSAGE), null, false, false);
        this.file = file == null ? null : Excerpt.quoted(file);
        this.line = line;
        this.column = column;
        this.isPassing = isPassing;
    }

    public LoadException(String message) {
        this(message, null, 0, 0);
    }

    /** It was not the app's fault, and may go better a moment later. */
    static LoadException passing(String message) {
        return new LoadException(message, null, 0, 0, true);
    }

    /** Whether it was not the app's fault, and may go better a moment later. */
    public boolean isPassing() {
        return isPassing;
    }

    /** Path within the app, for example {@code lib/db.js}, or null. */
    public @Nullable String file() {
        return file;
    }

    /** 1-based; 0 when unknown. */
    public int line() {
        return line;
    }

    /** 1-based; 0 when unknown. */
    public int column() {
        return column;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** {@code index.js:3:14: SyntaxError: ...}. */
    public String describe() {
        if (file == null) {
            return getMessage();
        }
        String place = line == 0 ? file : column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
        return place + ": " + getMessage();
    }
}
