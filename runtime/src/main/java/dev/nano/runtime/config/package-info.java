/**
 * What is declared: the config file becomes {@link dev.nano.runtime.config.Config} or a list of every {@link
 * dev.nano.runtime.config.Problem} in it, and {@link dev.nano.runtime.config.ConfigWatcher} carries edits of the file and
 * of the apps' code over to the table of apps. The admin API reads its apps with the same {@link
 * dev.nano.runtime.config.AppReader}, so that both have the same rules and say the same about mistakes.
 */
@NullMarked
package dev.nano.runtime.config;

import org.jspecify.annotations.NullMarked;
