plugins {
    alias(libs.plugins.android.application) apply false
    alias(libs.plugins.kotlin.android) apply false
}

// The name `build` is that of the script which makes the package without Gradle.
layout.buildDirectory = layout.projectDirectory.dir(".gradle/build")
