package org.chaski.app.harness

import org.chaski.core.KeyStore

/** Keys in the memory of the test, where a phone has the platform's key store: Robolectric has no AndroidKeyStore. */
class KeysInMemory : KeyStore {
    private var kept: ByteArray? = null

    override fun load() = kept

    override fun keep(secrets: ByteArray) {
        kept = secrets
    }
}
