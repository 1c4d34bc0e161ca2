/* PNG and JPEG files in memory to and from rows of B, G, R, A bytes.
   Every function returns 0, or 1 with a message in error. Nothing is allocated for the caller. */
#ifndef COMPAT_IMAGING_H
#define COMPAT_IMAGING_H

#include <stddef.h>

#define IMAGING_API __attribute__((visibility("default")))

/* No side over 65,500 pixels (JPEG's own limit), and at most 2^28 pixels: 1 GiB of B, G, R, A. */
enum { IMAGING_MAX_SIDE = 65500, IMAGING_MAX_PIXELS = 1 << 28, IMAGING_ERROR_SIZE = 256 };

typedef struct {
    const unsigned char *bytes;
    size_t length;
} imaging_file;

IMAGING_API int imaging_size(const unsigned char *bytes, size_t length, int *width, int *height, char error[IMAGING_ERROR_SIZE]);
IMAGING_API int imaging_decode(const unsigned char *bytes, size_t length, int width, int height, unsigned char *bgra, char error[IMAGING_ERROR_SIZE]);
IMAGING_API int imaging_save_png(const char *path, int width, int height, const unsigned char *bgra, char error[IMAGING_ERROR_SIZE]);
IMAGING_API int imaging_save_jpeg(const char *path, int width, int height, const unsigned char *bgra, char error[IMAGING_ERROR_SIZE]);

/* One codec: bgra is NULL when only the size is asked for; width and height are in and out. */
int png_read(imaging_file file, int *width, int *height, unsigned char *bgra, char *error);
int jpeg_read(imaging_file file, int *width, int *height, unsigned char *bgra, char *error);

int imaging_fail(char *error, const char *message);
int imaging_check_size(unsigned long width, unsigned long height, char *error);

#endif
