@file:Suppress("DEPRECATION")

package org.chaski.app.session

import android.annotation.TargetApi
import android.content.Context
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricPrompt
import android.hardware.fingerprint.FingerprintManager
import android.os.Build
import android.os.CancellationSignal
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.chaski.app.work.Work

/** The phone's reader of fingers, and keys that only a finger opens which it knows. Tests give their own: a desktop has none. */
interface Reader {
    /** In the background: whether there is one, and a finger that it knows. */
    fun isThere(): Boolean

    /** In the background: seals under a new key of this name, once a finger was seen. */
    fun toSeal(alias: String): Cipher

    /** In the background: opens what was sealed so. It fails where somebody taught the phone another finger meanwhile. */
    fun toOpen(alias: String, iv: ByteArray): Cipher

    /** On the main thread. `then` comes there too, once: with the cipher that a finger opened, or with nothing. What it gives ends it. */
    fun ask(cipher: Cipher, says: String, otherwise: String, then: (Cipher?) -> Unit): () -> Unit
}

/** The system's: its own sheet since Android 9, before that the page says what to do. */
class SystemReader(private val context: Context) : Reader {
    /** Also on Android 9 and later it is what knows whether there is a finger. */
    private val manager: FingerprintManager?
        get() = if (context.packageManager.hasSystemFeature(PackageManager.FEATURE_FINGERPRINT)) {
            context.getSystemService(FingerprintManager::class.java)
        } else {
            null
        }

    override fun isThere() = manager?.let { it.isHardwareDetected && it.hasEnrolledFingerprints() } ?: false

    override fun toSeal(alias: String): Cipher {
        val spec = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setUserAuthenticationRequired(true)
            .build()
        val key = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).apply { init(spec) }.generateKey()
        return Cipher.getInstance(TRANSFORMATION).apply { init(Cipher.ENCRYPT_MODE, key) }
    }

    override fun toOpen(alias: String, iv: ByteArray): Cipher {
        val key = KeyStore.getInstance(PROVIDER).apply { load(null) }.getKey(alias, null) as SecretKey?
            ?: throw GeneralSecurityException("the key of this finger is not there")
        return Cipher.getInstance(TRANSFORMATION).apply { init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, iv)) }
    }

    override fun ask(cipher: Cipher, says: String, otherwise: String, then: (Cipher?) -> Unit): () -> Unit {
        val ends = CancellationSignal()
        var isOver = false
        val once = { opened: Cipher? ->
            if (!isOver) {
                isOver = true
                then(opened)
            }
        }
        if (Build.VERSION.SDK_INT >= 28) {
            Sheet(context, says, otherwise).ask(cipher, ends, once)
        } else {
            manager?.authenticate(FingerprintManager.CryptoObject(cipher), ends, 0, Touched(once), null) ?: once(null)
        }
        return {
            isOver = true
            ends.cancel()
        }
    }

    /** A finger that it does not know is told by the reader itself, and asks again. */
    private class Touched(private val then: (Cipher?) -> Unit) : FingerprintManager.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: FingerprintManager.AuthenticationResult) = then(result.cryptoObject.cipher)

        override fun onAuthenticationError(code: Int, text: CharSequence?) = then(null)
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val TAG_BITS = 128
    }
}

@TargetApi(28)
private class Sheet(private val context: Context, private val says: String, private val otherwise: String) {
    fun ask(cipher: Cipher, ends: CancellationSignal, then: (Cipher?) -> Unit) {
        val sheet = BiometricPrompt.Builder(context).setTitle(says).setNegativeButton(otherwise, Work.ui) { _, _ -> then(null) }.build()
        sheet.authenticate(BiometricPrompt.CryptoObject(cipher), ends, Work.ui, Seen(then))
    }

    @TargetApi(28)
    private class Seen(private val then: (Cipher?) -> Unit) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) = then(result.cryptoObject?.cipher)

        override fun onAuthenticationError(code: Int, text: CharSequence?) = then(null)
    }
}
