package org.chaski.app.media

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface
import android.view.TextureView
import java.nio.Buffer
import org.chaski.app.work.Work

/** What the camera sees, until a code is in it. `found` and `broken` come on the main thread, one of them, once. */
class Scanner(context: Context, private val found: (String) -> Unit, private val broken: () -> Unit) {
    private val manager = context.getSystemService(CameraManager::class.java)
    private val thread = HandlerThread("scanner").apply { start() }
    private val handler = Handler(thread.looper)
    private val reader = ImageReader.newInstance(WIDE, HIGH, ImageFormat.YUV_420_888, 2)
    private var camera: CameraDevice? = null
    private var isOver = false

    val view = TextureView(context)

    init {
        reader.setOnImageAvailableListener({ look() }, handler)
        view.surfaceTextureListener = object : TextureView.SurfaceTextureListener {
            override fun onSurfaceTextureAvailable(texture: SurfaceTexture, width: Int, height: Int) = open(texture)

            override fun onSurfaceTextureSizeChanged(texture: SurfaceTexture, width: Int, height: Int) {}

            override fun onSurfaceTextureDestroyed(texture: SurfaceTexture): Boolean {
                close()
                return true
            }

            override fun onSurfaceTextureUpdated(texture: SurfaceTexture) {}
        }
    }

    /** Whoever makes one has asked for the permission before. */
    @SuppressLint("MissingPermission")
    private fun open(texture: SurfaceTexture) = guarded {
        val back = manager.cameraIdList.firstOrNull {
            manager.getCameraCharacteristics(it).get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK
        } ?: manager.cameraIdList.firstOrNull()
        if (back == null) return@guarded over(broken)
        texture.setDefaultBufferSize(WIDE, HIGH)
        manager.openCamera(back, object : CameraDevice.StateCallback() {
            override fun onOpened(device: CameraDevice) {
                camera = device
                guarded { begin(device, Surface(texture)) }
            }

            override fun onDisconnected(device: CameraDevice) = over(broken)

            override fun onError(device: CameraDevice, error: Int) = over(broken)
        }, handler)
    }

    private fun begin(device: CameraDevice, preview: Surface) {
        val request = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
        request.addTarget(preview)
        request.addTarget(reader.surface)
        request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
        @Suppress("DEPRECATION")
        device.createCaptureSession(listOf(preview, reader.surface), object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(session: CameraCaptureSession) = guarded { session.setRepeatingRequest(request.build(), null, handler) }

            override fun onConfigureFailed(session: CameraCaptureSession) = over(broken)
        }, handler)
    }

    /** One picture of the camera: only how light each point is matters. */
    private fun look() {
        reader.acquireLatestImage()?.use { image ->
            val plane = image.planes[0]
            val light = ByteArray(image.width * image.height)
            for (y in 0 until image.height) {
                goTo(plane.buffer, y * plane.rowStride)
                plane.buffer.get(light, y * image.width, minOf(image.width, plane.buffer.remaining()))
            }
            Codes.read(light, image.width, image.height)?.let { code -> over { found(code) } }
        }
    }

    /** As a plain buffer: since Android 14 that of bytes has a `position` of its own, which older phones lack. */
    private fun goTo(buffer: Buffer, position: Int) {
        buffer.position(position)
    }

    private fun guarded(act: () -> Unit) = try {
        act()
    } catch (_: CameraAccessException) {
        over(broken)
    } catch (_: IllegalStateException) {
        over(broken)
    } catch (_: SecurityException) {
        over(broken)
    }

    private fun over(tell: () -> Unit) {
        handler.post {
            if (isOver) return@post
            isOver = true
            Work.ui.execute {
                tell()
                close()
            }
        }
    }

    fun close() {
        camera?.close()
        camera = null
        thread.quitSafely()
    }

    private companion object {
        const val WIDE = 640
        const val HIGH = 480
    }
}
