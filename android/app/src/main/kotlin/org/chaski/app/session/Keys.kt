package org.chaski.app.session

import android.content.pm.PackageManager
import android.content.Context
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.GeneralSecurityException
import java.security.KeyStore.getInstance
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/** Something that wraps a secret so that only this phone opens it. Tests give their own: there is no AndroidKeyStore on a desktop. */
interface Wrap {
    fun wrap(secret: ByteArray): ByteArray

    fun unwrap(wrapped: ByteArray): ByteArray
}

/** By a key that never leaves the phone's secure hardware, StrongBox where there is one. */
class HardwareWrap(private val context: Context, private val alias: String) : Wrap {
    override fun wrap(secret: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        cipher.init(Cipher.ENCRYPT_MODE, key() ?: make())
        return cipher.iv + cipher.doFinal(secret)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        val key = key() ?: throw GeneralSecurityException("the key of this phone is not there")
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, IV_BYTES))
        return cipher.doFinal(wrapped, IV_BYTES, wrapped.size - IV_BYTES)
    }

    private fun key() = getInstance(PROVIDER).apply { load(null) }.getKey(alias, null) as SecretKey?

    private fun make(): SecretKey {
        val strong = Build.VERSION.SDK_INT >= 28 && context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        if (strong && Build.VERSION.SDK_INT >= 28) {
            // Some phones say that they have one, and have no room in it.
            try {
                return make(true)
            } catch (_: StrongBoxUnavailableException) {
            }
        }
        return make(false)
    }

    private fun make(strong: Boolean): SecretKey {
        val spec = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
        if (strong && Build.VERSION.SDK_INT >= 28) spec.setIsStrongBoxBacked(true)
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
        generator.init(spec.build())
        return generator.generateKey()
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val TAG_BITS = 128
        const val IV_BYTES = 12
    }
}
