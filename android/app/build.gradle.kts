plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

val generated = layout.buildDirectory.dir("generated/calls")
val native = layout.buildDirectory.dir("native")

// The calls in Kotlin and the library for this machine's tests: needs Rust.
val generateCalls by tasks.registering(Exec::class) {
    workingDir = rootDir.parentFile
    commandLine("bindings/generate", generated.get().asFile.path)
    outputs.dir(generated)
    outputs.upToDateWhen { false }
}

// The core for phones: needs Rust and, for more than arm64, ANDROID_NDK_HOME.
val buildNative by tasks.registering(Exec::class) {
    workingDir = rootDir
    commandLine("native/build", native.get().asFile.path)
    outputs.dir(native)
    outputs.upToDateWhen { false }
}

android {
    namespace = "org.chaski.app"
    compileSdk = libs.versions.targetSdk.get().toInt()

    defaultConfig {
        applicationId = "org.chaski.app"
        minSdk = libs.versions.minSdk.get().toInt()
        targetSdk = libs.versions.targetSdk.get().toInt()
        versionCode = libs.versions.versionCode.get().toInt()
        versionName = libs.versions.versionName.get()
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles("proguard-rules.pro")
        }
    }

    sourceSets {
        named("main") {
            kotlin.srcDir(generated.map { it.dir("kotlin") })
            jniLibs.srcDir(native)
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.toVersion(libs.versions.java.get())
        targetCompatibility = JavaVersion.toVersion(libs.versions.java.get())
    }

    kotlinOptions {
        jvmTarget = libs.versions.java.get()
    }

    packaging {
        // As in android/build: mapped out of the package, at pages of 16 kB.
        jniLibs.useLegacyPackaging = false
    }

    testOptions {
        unitTests.isIncludeAndroidResources = true
        unitTests.all { test ->
            val target = System.getenv("CARGO_TARGET_DIR") ?: rootDir.parentFile.resolve("target").path
            test.maxHeapSize = "2g"
            test.systemProperty("jna.library.path", "$target/debug")
            test.systemProperty("chaski.server", "$target/debug/chaski-server")
            test.systemProperty("chaski.pictures", layout.buildDirectory.dir("pictures").get().asFile.path)
        }
    }
}

tasks.named("preBuild") {
    dependsOn(generateCalls, buildNative)
}

dependencies {
    implementation(variantOf(libs.jna) { artifactType("aar") })
    implementation(libs.zxing.core)

    // On the machine of the developer JNA is the plain jar, with the libraries of desktops in it.
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    // AndroidX is not in this app: the few types of androidx.test that Robolectric calls stand under the tests.
    testImplementation(libs.robolectric) {
        exclude(group = "androidx.test")
        exclude(group = "androidx.test.espresso")
        exclude(group = "androidx.annotation")
    }
}
