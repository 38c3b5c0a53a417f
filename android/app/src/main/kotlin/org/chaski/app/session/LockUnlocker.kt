package org.chaski.app.session

import java.io.File
import java.security.GeneralSecurityException
import org.chaski.core.Connectivity
import org.chaski.core.KeyWrap
import org.chaski.core.Lock
import org.chaski.core.LockedWorker
import org.chaski.core.LogSink
import org.chaski.core.Phone
import org.chaski.core.PlatformException

/** The core's lock: a store a worker, each behind her PIN, its keys wrapped by this phone's hardware as well. */
class LockUnlocker(folder: () -> File, wrap: Wrap) : Unlocker {
    private val lock by lazy { Lock.open(folder().path, Wrapped(wrap)) }

    override fun speak(language: String) = lock.setLanguage(language)

    override fun workers(): List<LockedWorker> = lock.workers()

    override fun add(pin: String, line: Connectivity, log: LogSink): Pair<String, Phone> =
        lock.add(pin, line, log).let { it.id to it.phone }

    override fun unlock(id: String, pin: String, line: Connectivity, log: LogSink): Phone = lock.unlock(id, pin, line, log)

    override fun unlockWith(id: String, secret: ByteArray, line: Connectivity, log: LogSink): Phone = lock.unlockWith(id, secret, line, log)

    override fun biometricSecret(id: String, pin: String): ByteArray = lock.biometricSecret(id, pin)

    override fun changePin(id: String, old: String, new: String) = lock.changePin(id, old, new)

    override fun remember(id: String, phone: Phone) = lock.remember(id, phone)

    override fun folder(id: String) = File(lock.folder(id))

    private class Wrapped(private val wrap: Wrap) : KeyWrap {
        override fun wrap(bytes: ByteArray) = told { wrap.wrap(bytes) }

        override fun unwrap(wrapped: ByteArray) = told { wrap.unwrap(wrapped) }

        /** What the keystore says of its keys is nobody's value. */
        private fun told(act: () -> ByteArray): ByteArray = try {
            act()
        } catch (error: GeneralSecurityException) {
            throw PlatformException.Failed(error.javaClass.simpleName)
        } catch (error: java.io.IOException) {
            throw PlatformException.Failed(error.javaClass.simpleName)
        }
    }
}
