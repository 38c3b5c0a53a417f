package org.chaski.app.harness

import java.util.concurrent.TimeUnit

/** A supervisor at her pages, in a real browser: `tests/browser/support/supervise.js` is her hands. */
class Supervisor(private val url: String, private val login: String, private val password: String) {
    /** Returns the visit to this house, with a comment on what a field says; gives what its page says then. */
    fun returns(house: String, field: String, value: String, comment: String) = does("return", house, field, value, comment)

    /** What the page of the visit to this house says. */
    fun reads(house: String) = does("read", house)

    private fun does(vararg words: String): String {
        val script = Project.file("tests/browser/support/supervise.js").path
        val browser = ProcessBuilder(listOf("node", script, url, login, *words)).redirectErrorStream(true)
        browser.environment()["CHASKI_PASSWORD"] = password
        val running = browser.start()
        val said = running.inputStream.readBytes().decodeToString()
        check(running.waitFor(PATIENCE_S, TimeUnit.SECONDS) && running.exitValue() == 0) { "the supervisor: ${words.toList()}:\n$said" }
        return said
    }

    private companion object {
        const val PATIENCE_S = 120L
    }
}
