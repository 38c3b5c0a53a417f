package org.chaski.app.session

import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import javax.crypto.Cipher

/** Lets a worker in by her finger: what the core gave for it lies in her folder, under a key that only a finger opens. Her PIN always works as well. */
class Fingers(private val unlocker: Unlocker, val reader: Reader) {
    /** What is to be opened by a finger, and by whom it was sealed. */
    class Closed(val cipher: Cipher, val sealed: ByteArray)

    /** In the background. */
    fun isKept(id: String) = file(id).exists()

    /** In the background: with the cipher that a finger opened. */
    fun keep(id: String, secret: ByteArray, opened: Cipher) {
        val sealed = opened.doFinal(secret)
        secret.fill(0)
        val next = File(file(id).path + ".next")
        next.writeBytes(opened.iv + sealed)
        if (!next.renameTo(file(id))) throw IOException("what a finger opens could not be kept")
    }

    /** In the background: what a finger would open, null where nothing is kept or its key is no more. */
    fun closed(id: String): Closed? = try {
        val kept = file(id).takeIf { it.exists() }?.readBytes()
        kept?.takeIf { reader.isThere() }?.let { Closed(reader.toOpen(alias(id), it.copyOf(IV_BYTES)), it.copyOfRange(IV_BYTES, it.size)) }
    } catch (_: GeneralSecurityException) {
        // Another finger was taught to the phone: hers has to be allowed anew, with her PIN.
        forget(id)
        null
    } catch (_: IOException) {
        null
    }

    /** In the background: what a finger opened; nothing, which the core refuses, where it does not fit. */
    fun secret(id: String, closed: Closed, opened: Cipher): ByteArray = try {
        opened.doFinal(closed.sealed)
    } catch (_: GeneralSecurityException) {
        forget(id)
        ByteArray(0)
    }

    /** In the background. */
    fun forget(id: String) {
        file(id).delete()
    }

    fun alias(id: String) = "chaski-finger-$id"

    private fun file(id: String) = File(unlocker.folder(id), "finger")

    private companion object {
        const val IV_BYTES = 12
    }
}
