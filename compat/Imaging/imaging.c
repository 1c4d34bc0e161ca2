#include "imaging.h"

#include <stdio.h>
#include <string.h>

int imaging_fail(char *error, const char *message)
{
    snprintf(error, IMAGING_ERROR_SIZE, "%s", message);
    return 1;
}

int imaging_check_size(unsigned long width, unsigned long height, char *error)
{
    if (width == 0 || height == 0 || width > IMAGING_MAX_SIDE || height > IMAGING_MAX_SIDE ||
        width * height > IMAGING_MAX_PIXELS) {
        snprintf(error, IMAGING_ERROR_SIZE, "an image of %lu x %lu pixels is not supported", width, height);
        return 1;
    }
    return 0;
}

static int read_any(imaging_file file, int *width, int *height, unsigned char *bgra, char *error)
{
    static const unsigned char png[] = {0x89, 'P', 'N', 'G'}, jpeg[] = {0xFF, 0xD8, 0xFF};
    if (file.length >= sizeof png && memcmp(file.bytes, png, sizeof png) == 0)
        return png_read(file, width, height, bgra, error);
    if (file.length >= sizeof jpeg && memcmp(file.bytes, jpeg, sizeof jpeg) == 0)
        return jpeg_read(file, width, height, bgra, error);
    return imaging_fail(error, "the file is neither PNG nor JPEG");
}

int imaging_size(const unsigned char *bytes, size_t length, int *width, int *height, char error[IMAGING_ERROR_SIZE])
{
    return read_any((imaging_file){bytes, length}, width, height, NULL, error);
}

int imaging_decode(const unsigned char *bytes, size_t length, int width, int height, unsigned char *bgra, char error[IMAGING_ERROR_SIZE])
{
    return read_any((imaging_file){bytes, length}, &width, &height, bgra, error);
}
