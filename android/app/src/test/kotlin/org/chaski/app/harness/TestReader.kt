package org.chaski.app.harness

import java.security.GeneralSecurityException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.chaski.app.session.Reader

/** A reader of fingers in the hands of a test; there is none before it says so. */
class TestReader : Reader {
    private val keys = HashMap<String, SecretKey>()
    private var waiting: Pair<Cipher, (Cipher?) -> Unit>? = null
    var isOn = false
    val isAsking get() = waiting != null

    fun touch() = answer { it }

    fun giveUp() = answer { null }

    /** Somebody teaches the phone one more finger: the platform lets go of all keys that fingers open. */
    fun learn() = keys.clear()

    private fun answer(opened: (Cipher) -> Cipher?) {
        val (cipher, then) = checkNotNull(waiting) { "no finger is waited for" }
        waiting = null
        then(opened(cipher))
    }

    override fun isThere() = isOn

    override fun toSeal(alias: String): Cipher {
        val key = KeyGenerator.getInstance("AES").generateKey()
        keys[alias] = key
        return Cipher.getInstance(GCM).apply { init(Cipher.ENCRYPT_MODE, key) }
    }

    override fun toOpen(alias: String, iv: ByteArray): Cipher {
        val key = keys[alias] ?: throw GeneralSecurityException("no key")
        return Cipher.getInstance(GCM).apply { init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(128, iv)) }
    }

    override fun ask(cipher: Cipher, says: String, otherwise: String, then: (Cipher?) -> Unit): () -> Unit {
        val asked = cipher to then
        waiting = asked
        return { if (waiting === asked) waiting = null }
    }

    private companion object {
        const val GCM = "AES/GCM/NoPadding"
    }
}
