package dev.nano.runtime.web;

import dev.nano.runtime.text.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * Why an app could not be loaded. Texts that the app can make are cut.
 *
 * @param message for people, without the place
 * @param file the module as the app's file system names it, or null when the error has no place
 * @param line from 1, or 0
 * @param column from 1, or 0
 * @param stack the JavaScript stack; empty when there is none
 */
public record LoadFailure(String message, @Nullable String file, int line, int column, String stack) {

    public LoadFailure {
        message = Excerpt.of(message, Excerpt.MESSAGE);
        file = file == null ? null : Excerpt.quoted(file);
        stack = Excerpt.of(stack, Excerpt.STACK);
    }
}
