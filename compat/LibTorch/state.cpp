// What belongs to the thread or to the process: errors, grad mode, generators, threads, devices.
#include "bridge.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace bridge {

static thread_local std::string last_error;

void remember_error(std::string message) { last_error = std::move(message); }

}  // namespace bridge

namespace {

at::Generator& generator(void* handle) { return *static_cast<at::Generator*>(handle); }

c10::Device device_of(int32_t type, int32_t index) {
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace

BRIDGE_API const char* torch_last_error() { return bridge::last_error.c_str(); }

BRIDGE_API int32_t grad_mode() { return c10::GradMode::is_enabled(); }
BRIDGE_API void set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

// Inference mode lasts on this thread until it is left.
BRIDGE_API void* enter_inference_mode(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }
BRIDGE_API void leave_inference_mode(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }

// A generator of its own: the default one is copied for its kind and seeded anew, and is itself left as it is.
BRIDGE_API void* generator_new(uint64_t seed, int32_t device_type, int32_t device_index) {
  return bridge::guarded<void*>(nullptr, [&] {
    auto fresh = at::globalContext().defaultGenerator(device_of(device_type, device_index)).clone();
    fresh.set_current_seed(seed);
    return new at::Generator(std::move(fresh));
  });
}

BRIDGE_API void* generator_default() {
  return bridge::guarded<void*>(nullptr, [] { return new at::Generator(at::globalContext().defaultGenerator(c10::kCPU)); });
}

BRIDGE_API void generator_free(void* handle) { delete static_cast<at::Generator*>(handle); }

BRIDGE_API int32_t generator_manual_seed(void* handle, uint64_t seed) {
  return bridge::guarded<int32_t>(-1, [&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    generator(handle).set_current_seed(seed);
    return 0;
  });
}

BRIDGE_API uint64_t generator_initial_seed(void* handle) { return generator(handle).current_seed(); }

BRIDGE_API void* generator_state(void* handle) {
  return bridge::guarded<void*>(nullptr, [&] { return bridge::release(generator(handle).get_state()); });
}

BRIDGE_API int32_t generator_set_state(void* handle, void* state) {
  return bridge::guarded<int32_t>(-1, [&] {
    generator(handle).set_state(bridge::borrow(state));
    return 0;
  });
}

// Every default generator, those of the GPUs included.
BRIDGE_API int32_t manual_seed_all(uint64_t seed) {
  return bridge::guarded<int32_t>(-1, [&] {
    at::manual_seed(seed);
    return 0;
  });
}

BRIDGE_API int32_t num_threads() { return at::get_num_threads(); }

BRIDGE_API int32_t set_num_threads(int32_t count) {
  return bridge::guarded<int32_t>(-1, [&] {
    at::set_num_threads(count);
    return 0;
  });
}

BRIDGE_API int32_t cuda_devices() {
  return bridge::guarded<int32_t>(0, [] {
    return at::hasCUDA() ? static_cast<int32_t>(c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).deviceCount()) : 0;
  });
}

BRIDGE_API int32_t cuda_synchronize(int32_t index) {
  return bridge::guarded<int32_t>(-1, [&] {
    at::detail::getCUDAHooks().deviceSynchronize(index);
    return 0;
  });
}
