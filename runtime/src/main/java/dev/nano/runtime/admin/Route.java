package dev.nano.runtime.admin;

/** Answers one method of one path, on a virtual thread: may block. */
@FunctionalInterface
interface Route {
    Answer answer(Call call) throws AdminError;
}
