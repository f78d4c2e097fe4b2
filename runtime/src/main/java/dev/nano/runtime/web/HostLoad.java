package dev.nano.runtime.web;

import dev.nano.runtime.text.Excerpt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** Where handler.js says how importing the app went. */
public final class HostLoad {

    private static final Pattern PLACED = Pattern.compile("(SyntaxError: )\\S+:\\d+:\\d+ ([^\n]*)");

    private final LoadListener listener;
    private final Consumer<Value> onHandler;
    private boolean isOver;

    HostLoad(LoadListener listener, Consumer<Value> onHandler) {
        this.listener = listener;
        this.onHandler = onHandler;
    }

    /** @param serve takes a {@link HostRequest} */
    @HostAccess.Export
    public void loaded(Value serve) {
        if (!isOver) {
            isOver = true;
            onHandler.accept(serve);
            listener.loaded();
        }
    }

    @HostAccess.Export
    public void failed(@Nullable Value error, String description) {
        if (!isOver) {
            isOver = true;
            listener.failed(failure(error, description));
        }
    }

    private static LoadFailure failure(@Nullable Value error, String description) {
        if (error == null || !error.isException()) {
            return new LoadFailure(description, null, 0, 0, "");
        }
        try {
            throw error.throwException();
        } catch (PolyglotException e) {
            String message =
                    withoutPlace(Excerpt.of(e.getMessage() == null ? description : e.getMessage(), Excerpt.MESSAGE));
            SourceSection place = place(e);
            if (place == null) {
                return new LoadFailure(message, null, 0, 0, description);
            }
            return new LoadFailure(
                    message, place.getSource().getName(), place.getStartLine(), place.getStartColumn(), description);
        }
    }

    private static @Nullable SourceSection place(PolyglotException e) {
        if (e.getSourceLocation() != null) {
            return e.getSourceLocation();
        }
        for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
            if (frame.isGuestFrame() && frame.getSourceLocation() != null) {
                return frame.getSourceLocation();
            }
        }
        return null;
    }

    /** A syntax error's message starts with its place and ends with a drawing of it. */
    private static String withoutPlace(String message) {
        Matcher matcher = PLACED.matcher(message);
        return matcher.lookingAt() ? matcher.group(1) + matcher.group(2) : message;
    }
}
