// A front for an older libstdc++: the one symbol that TorchSharp's native library asks of GCC 13's. All others come from the
// system's own library.
#include <ios>

namespace std
{
    // GCC 13 constructs cin, cout and the like when its library is loaded; before, each program did by such an object.
    static ios_base::Init standardStreams;

    __attribute__((visibility("default"))) void ios_base_library_init() {}
}
