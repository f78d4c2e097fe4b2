package dev.nano.runtime.admin;

import dev.nano.runtime.app.Apps;
import dev.nano.runtime.text.Excerpt;

/** {@code DELETE /admin/quarantine?digest=...}: the code of this digest may be loaded again. */
record LiftQuarantine(Apps apps) implements Route {

    /** @param lifted the digest */
    record Lifted(boolean success, String lifted) {}

    @Override
    public Answer answer(Call call) throws AdminError {
        String digest = call.parameter("digest");
        if (digest == null || digest.isEmpty()) {
            throw AdminError.invalid("digest: missing (expected: /admin/quarantine?digest=sha256:...)");
        }
        if (!apps.lift(digest, call.actor())) {
            throw new AdminError(404, "not_found", "digest: " + Excerpt.quoted(digest) + " is not quarantined");
        }
        return Answer.json(200, new Lifted(true, digest));
    }
}
