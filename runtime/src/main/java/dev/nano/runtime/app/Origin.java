package dev.nano.runtime.app;

/** Where an app was declared. Changes from one origin never touch the apps of the other. */
public enum Origin {
    CONFIG,
    ADMIN
}
