package org.chaski.app.session

import java.io.File
import org.chaski.core.Connectivity
import org.chaski.core.LockedWorker
import org.chaski.core.LogSink
import org.chaski.core.Phone

/** Who works on this phone, each with a store and a PIN of her own. Its calls are made in the background; what a PIN did not open is the core's error. */
interface Unlocker {
    fun speak(language: String)

    /** Those who share this phone; one without a name is not enrolled yet. */
    fun workers(): List<LockedWorker>

    /** One more worker behind this PIN: her id, and her phone, open and not enrolled yet. */
    fun add(pin: String, line: Connectivity, log: LogSink): Pair<String, Phone>

    fun unlock(id: String, pin: String, line: Connectivity, log: LogSink): Phone

    /** By what `biometricSecret` gave. */
    fun unlockWith(id: String, secret: ByteArray, line: Connectivity, log: LogSink): Phone

    /** What lets her in without her PIN, to be kept where only her finger reaches it. */
    fun biometricSecret(id: String, pin: String): ByteArray

    fun changePin(id: String, old: String, new: String)

    /** Her name and how much of hers waits, as the lock shows them, are noted anew. */
    fun remember(id: String, phone: Phone)

    /** Where what belongs to a worker is kept. */
    fun folder(id: String): File
}
