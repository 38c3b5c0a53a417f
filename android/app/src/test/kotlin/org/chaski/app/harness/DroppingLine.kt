package org.chaski.app.harness

import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import org.junit.rules.ExternalResource

/** A line between phone and server on which a connection may be cut in the middle of a word; both ends see it drop. */
class DroppingLine(private val to: () -> Int) : ExternalResource() {
    private val door = ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())
    private val cuts = ConcurrentLinkedQueue<Cut>()
    private val dropped = AtomicInteger()
    val url = "https://localhost:${door.localPort}"

    /** How many connections were cut. */
    val drops get() = dropped.get()

    /** The next connection for which nothing was said yet is cut after so many bytes; those after it go through. */
    fun cut(afterSent: Long = Long.MAX_VALUE, afterReceived: Long = Long.MAX_VALUE) {
        cuts += Cut(afterSent, afterReceived)
    }

    override fun before() {
        thread(isDaemon = true) {
            while (!door.isClosed) {
                try {
                    carry(door.accept())
                } catch (_: IOException) {
                    // The test is over, or the server is not there.
                }
            }
        }
    }

    override fun after() = door.close()

    private fun carry(phone: Socket) {
        val server = Socket(InetAddress.getLoopbackAddress(), to())
        val cut = cuts.poll() ?: Cut()
        val both = listOf(phone, server)
        thread(isDaemon = true) { pass(phone.getInputStream(), server.getOutputStream(), cut.sent, both) }
        thread(isDaemon = true) { pass(server.getInputStream(), phone.getOutputStream(), cut.received, both) }
    }

    private fun pass(from: InputStream, into: OutputStream, most: Long, both: List<Socket>) {
        val room = ByteArray(ROOM)
        var left = most
        try {
            while (true) {
                val read = from.read(room)
                if (read < 0) break
                into.write(room, 0, minOf(read.toLong(), left).toInt())
                left -= read
                if (left <= 0) {
                    dropped.incrementAndGet()
                    break
                }
            }
        } catch (_: IOException) {
            // The other end is gone.
        }
        both.forEach { it.runCatching { close() } }
    }

    private class Cut(val sent: Long = Long.MAX_VALUE, val received: Long = Long.MAX_VALUE)

    private companion object {
        const val BACKLOG = 50
        const val ROOM = 4096
    }
}
