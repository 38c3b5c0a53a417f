package org.chaski.app.media

import android.content.Context
import android.media.MediaDataSource
import android.media.MediaPlayer
import android.media.MediaRecorder
import android.os.Build
import java.io.File
import java.io.IOException

/** A sound that is recorded into a file: AAC, as the recordings of the forms are. It begins and ends off the main thread. */
class Recording(context: Context, private val file: () -> File) {
    @Suppress("DEPRECATION")
    private val recorder = if (Build.VERSION.SDK_INT >= 31) MediaRecorder(context) else MediaRecorder()

    /** False where the phone does not let it. */
    fun start(): Boolean = try {
        recorder.setAudioSource(MediaRecorder.AudioSource.MIC)
        recorder.setOutputFormat(MediaRecorder.OutputFormat.MPEG_4)
        recorder.setAudioEncoder(MediaRecorder.AudioEncoder.AAC)
        recorder.setAudioEncodingBitRate(BITS)
        recorder.setOutputFile(file().path)
        recorder.prepare()
        recorder.start()
        true
    } catch (_: IOException) {
        gone()
    } catch (_: RuntimeException) {
        // No microphone, or somebody else has it: the framework says so in several ways.
        gone()
    }

    private fun gone(): Boolean {
        recorder.release()
        return false
    }

    /** True where something was recorded. */
    fun stop(): Boolean = try {
        recorder.stop()
        true
    } catch (_: RuntimeException) {
        false
    } finally {
        recorder.release()
    }

    private companion object {
        const val BITS = 24_000
    }
}

/** Plays one recording at a time, from memory: no file of it is left anywhere. */
object Sound {
    private var player: MediaPlayer? = null

    fun play(bytes: ByteArray) {
        stop()
        val next = MediaPlayer()
        player = next
        try {
            next.setDataSource(Bytes(bytes))
            next.setOnPreparedListener { it.start() }
            next.setOnCompletionListener { stop() }
            next.prepareAsync()
        } catch (_: IOException) {
            stop()
        }
    }

    fun stop() {
        player?.release()
        player = null
    }

    private class Bytes(private val bytes: ByteArray) : MediaDataSource() {
        override fun getSize() = bytes.size.toLong()

        override fun readAt(position: Long, into: ByteArray, offset: Int, size: Int): Int {
            if (position >= bytes.size) return -1
            val count = minOf(size.toLong(), bytes.size - position).toInt()
            bytes.copyInto(into, offset, position.toInt(), position.toInt() + count)
            return count
        }

        override fun close() {}
    }
}
