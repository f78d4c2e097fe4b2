package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/**
 * Why an app could not be loaded.
 *
 * @param message for people, without the place
 * @param file the module as the app's file system names it, or null when the error has no place
 * @param line from 1, or 0
 * @param column from 1, or 0
 * @param stack the JavaScript stack; empty when there is none
 */
public record LoadFailure(String message, @Nullable String file, int line, int column, String stack) {}
