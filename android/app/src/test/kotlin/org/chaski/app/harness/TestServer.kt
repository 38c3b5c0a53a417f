package org.chaski.app.harness

import java.io.File
import java.io.IOException
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.Socket
import java.nio.file.Files
import java.util.concurrent.TimeUnit
import kotlin.random.Random
import org.json.JSONObject
import org.junit.rules.ExternalResource

/**
 * A district of its own, served by the real `chaski-server` at a port that nobody else has; its keys are kept apart from
 * the user's own. As a rule of a test it is there before it and gone after it.
 */
class TestServer(private val country: String? = "pe") : ExternalResource() {
    private val command = checkNotNull(System.getProperty("chaski.server")) { "chaski.server names the command chaski-server" }
    private val folder: File = Files.createTempDirectory("district").toFile()
    private val data = File(folder, "data").path
    private val log = File(folder, "log")
    val port = freePort()
    private var serving: Process? = null

    val url = "https://localhost:$port"

    override fun before() {
        val pack = country?.let { arrayOf("--country", it) } ?: emptyArray()
        ask("init", "--district", "Distrito de prueba", *pack)
        start()
    }

    override fun after() {
        stop()
        folder.deleteRecursively()
    }

    /** The server, at the same address as before. */
    fun start() {
        serving = process("serve", "--listen", "127.0.0.1:$port", "--name", "localhost", "--log", log.path)
            .redirectErrorStream(true).redirectOutput(File(folder, "said")).start()
        // A test that is ended from outside leaves no server behind.
        Runtime.getRuntime().addShutdownHook(Thread { stop() })
        val end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S)
        while (!answers()) {
            check(serving?.isAlive == true && System.nanoTime() < end) { "the server does not start:\n${logged()}" }
            Thread.sleep(PAUSE_MS)
        }
    }

    /** No line to it from now on. */
    fun stop() {
        serving?.destroy()
        serving?.waitFor()
        serving = null
    }

    fun area(name: String, inside: String? = null) {
        ask("area", "add", name, *(inside?.let { arrayOf("--parent", it) } ?: emptyArray()))
    }

    fun worker(name: String) {
        ask("worker", "add", name)
    }

    /** Somebody who signs in to the supervisors' pages; gives the password. */
    fun supervisor(name: String, login: String, area: String, password: String = "una clave larga de prueba"): String {
        ask("supervisor", "add", name, "--login", login, "--area", area, "--may-enrol", "--password-stdin", typed = password)
        return password
    }

    /** A checklist that was written as a spreadsheet or an XForm. */
    fun publish(form: File) {
        ask("form", "publish", form.path)
    }

    /** The code that enrols a phone of this worker; of a supervisor's, with `role`. The phone reaches the server at `url`. */
    fun invite(worker: String, area: String, role: String = "visitor", url: String = this.url): String =
        invited(worker, area, role, url).getString("invitation")

    /** The same, short, as it is typed. */
    fun inviteShort(worker: String, area: String): String = invited(worker, area, "visitor", url).getString("short")

    private fun invited(worker: String, area: String, role: String, url: String) =
        JSONObject(ask("invite", "--url", url, "--worker", worker, "--area", area, "--role", role, "--json"))

    /** What the command says to these words; an error where it fails. */
    fun ask(vararg words: String, typed: String = ""): String {
        val errors = File(folder, "errors")
        val asked = process(*words).redirectError(errors).start()
        // A command that reads nothing may be over before it is given something.
        asked.outputStream.use { if (typed.isNotEmpty()) it.write("$typed\n".toByteArray()) }
        val said = asked.inputStream.readBytes().decodeToString()
        check(asked.waitFor() == 0) { "chaski-server ${words.joinToString(" ")}: ${errors.readText()}$said" }
        return said
    }

    fun logged() = listOf(log, File(folder, "said")).filter { it.exists() }.joinToString("\n") { it.readText() }

    private fun process(vararg words: String): ProcessBuilder {
        val made = ProcessBuilder(listOf(command, *words, "--data", data))
        made.environment()["CHASKI_KEYS"] = File(folder, "keys").path
        return made
    }

    private fun answers() = try {
        Socket().use { it.connect(InetSocketAddress("127.0.0.1", port), PAUSE_MS.toInt()) }
        true
    } catch (_: IOException) {
        false
    }

    private companion object {
        const val PATIENCE_S = 60L
        const val PAUSE_MS = 50L

        /** Below those that the system gives to whoever only connects, so that none of them takes it while no server is there. */
        fun freePort() = generateSequence { Random.nextInt(15_000, 32_000) }.first { port ->
            try {
                ServerSocket(port).close()
                true
            } catch (_: IOException) {
                false
            }
        }
    }
}
