package org.chaski.app.harness

import java.io.File
import java.io.FileOutputStream
import java.io.IOException

/** A disk of a few megabytes, in memory, that a test fills and makes room on. Only root mounts one. */
class SmallDisk(private val folder: File) : AutoCloseable {
    private val filler = File(folder, "filler")

    init {
        check(folder.isDirectory || folder.mkdirs()) { "$folder is not there" }
        run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder.path)
    }

    /** Not one block is left. */
    fun fill() {
        val block = ByteArray(BLOCK_BYTES)
        try {
            FileOutputStream(filler, true).use { while (true) it.write(block) }
        } catch (full: IOException) {
            check(filler.length() > 0) { "nothing was written: $full" }
        }
    }

    fun makeRoom() = check(filler.delete()) { "$filler was not there" }

    override fun close() = run("umount", "-l", folder.path)

    private fun run(vararg command: String) {
        val ran = ProcessBuilder(*command).redirectErrorStream(true).start()
        val said = ran.inputStream.readBytes().decodeToString()
        check(ran.waitFor() == 0) { "${command.joinToString(" ")}: $said" }
    }

    companion object {
        private const val BLOCK_BYTES = 4096

        val mayMount get() = File("/proc/self/status").readLines().any { it.startsWith("Uid:\t0\t") }
    }
}
